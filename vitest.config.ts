import { defineConfig } from 'vitest/config';

/** One folder of `test/` is one project: `vitest run --project wire`. */
function folder(
  name: string,
  testTimeout: number,
  options: { isolate?: boolean; globalSetup?: string[] } = {},
) {
  return {
    extends: true as const,
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout,
      hookTimeout: testTimeout,
      ...options,
    },
  };
}

export default defineConfig({
  test: {
    // Tests open SQLite files, sockets and child processes: a process of its own each keeps them apart.
    pool: 'forks',
    maxWorkers: 2,
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      // Nothing here keeps anything outside its own test, so the many small files may share a process.
      folder('unit', 40_000, { isolate: false }),
      folder('property', 120_000),
      folder('contract', 30_000),
      folder('wire', 30_000),
      folder('sandbox', 30_000),
      // These start the built program, often many times in one test.
      folder('cli', 120_000, { globalSetup: ['test/harness/build.ts'] }),
      folder('fault', 120_000, { globalSetup: ['test/harness/build.ts'] }),
    ],
  },
});
