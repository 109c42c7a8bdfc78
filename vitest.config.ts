import { defineConfig } from 'vitest/config';

/** One folder of `test/` is one project: `vitest run --project wire`. */
function folder(name: string, testTimeout: number, globalSetup: string[] = []) {
  return {
    extends: true as const,
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout,
      hookTimeout: testTimeout,
      globalSetup,
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
      folder('unit', 40_000),
      folder('property', 120_000),
      folder('contract', 30_000),
      folder('wire', 30_000),
      folder('sandbox', 30_000),
      // These start the built program, often many times in one test.
      folder('cli', 120_000, ['test/harness/build.ts']),
      folder('fault', 120_000, ['test/harness/build.ts']),
    ],
  },
});
