/**
 * The library, as docs/library.md shows it: commands without a process of their own, a look at a file and at a
 * workspace's runs, the sandbox, and the types of what these answer with. Everything else is an inside that may change.
 */
export { callCampaign, type CallOptions, type CallResult } from './cli/library/call.ts';
export { inspectFile, type FileInspection, type InspectOptions } from './cli/library/inspect-file.ts';
export { listRuns, readRun, type RunEntry } from './cli/library/read-runs.ts';
export { InputError, LedgerError, ProviderError, type Problem } from './core/error.ts';
export type { Clock } from './core/clock.ts';
export { EXIT, EXIT_MEANINGS, type ExitCode } from './core/exit-code.ts';
export { countSegments, type SegmentCount } from './intake/segments.ts';
export type { RunSummary } from './report/summary.ts';
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox/start.ts';
