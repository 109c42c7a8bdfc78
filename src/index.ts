/**
 * The library: the command line as a function, the sandbox, and the types of the documents that the program writes.
 * Everything else is an inside that may change.
 */
export { cli } from './cli/cli.ts';
export type { Io, OutputStream } from './cli/io.ts';
export { systemClock } from './cli/clock.ts';
export type { Clock } from './core/clock.ts';
export { EXIT, EXIT_MEANINGS, type ExitCode } from './core/exit-code.ts';
export { countSegments } from './intake/segments.ts';
export type { RunSummary } from './report/summary.ts';
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox/start.ts';
