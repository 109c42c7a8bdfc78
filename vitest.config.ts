import { defineConfig } from 'vitest/config';

/** One folder of `test/` is one project: `vitest run --project wire`. */
function folder(
  name: string,
  testTimeout: number,
  options: {
    isolate?: boolean;
    globalSetup?: string[];
    env?: Record<string, string>;
    maxWorkers?: number;
    sequence?: { groupOrder: number };
  } = {},
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

/** Tests that wait for processes, time-outs and grace more than they work: after the others, one more side by side. */
const WAITING = { maxWorkers: 3, sequence: { groupOrder: 1 } };

export default defineConfig({
  test: {
    // Tests open SQLite files, sockets and child processes: a process of its own each keeps them apart.
    pool: 'forks',
    maxWorkers: 2,
    restoreMocks: true,
    // The built program is run as it is.
    server: { deps: { external: [/\/dist\//] } },
    unstubEnvs: true,
    projects: [
      // Nothing here keeps anything outside its own test, so the many small files may share a process.
      folder('unit', 40_000, { isolate: false }),
      folder('property', 120_000),
      folder('contract', 30_000),
      folder('wire', 30_000),
      folder('sandbox', 30_000),
      // These run the built program, often many times in one test: as a process what kills it, reads its terminal or
      // its signals, called where nothing but its words, files and exit codes count.
      folder('cli', 120_000, {
        globalSetup: ['test/harness/build.ts'],
        env: { CAMPAIGN_CALLED: 'in-process' },
        ...WAITING,
      }),
      folder('openapi', 120_000, {
        globalSetup: ['test/harness/build.ts'],
        env: { CAMPAIGN_CALLED: 'in-process' },
      }),
      folder('fault', 120_000, {
        globalSetup: ['test/harness/build.ts'],
        env: { CAMPAIGN_CALLED: 'in-process' },
        ...WAITING,
      }),
    ],
  },
});
