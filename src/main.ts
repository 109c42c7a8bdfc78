#!/usr/bin/env node
import { systemClock } from './cli/clock.ts';
import { readFrontPage } from './cli/front-page.ts';
import { findNodeProblem } from './cli/node-version.ts';
import { EXIT } from './core/exit-code.ts';

const problem = findNodeProblem(process.versions.node);
if (problem !== null) {
  process.stderr.write(`${problem}\n`);
  process.exit(EXIT.input);
}
const interrupt = new AbortController();
let signalled: 'SIGINT' | 'SIGTERM' | null = null;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // A second signal doesn't wait for the answer that the first one waits for: the batch is in doubt at the next start.
    if (signalled !== null) process.exit(signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated);
    signalled = signal;
    interrupt.abort(signal);
  });
}
// `campaign runs | head`, or a log collector that dies, closes the pipe early: a campaign under way goes on.
const unread = new AbortController();
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (stream === process.stdout) unread.abort();
  });
}

// Loaded only now: of a Node.js that is too old, not one library needs to be understood.
const words = process.argv.slice(2);
const page = readFrontPage(words, process.stdout.columns);
if (page === null) {
  const { cli } = await import('./cli/cli.ts');
  process.exitCode = await cli(words, {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    environment: process.env,
    cwd: process.cwd(),
    clock: systemClock,
    interrupt: interrupt.signal,
    unread: unread.signal,
  });
} else process.stdout.write(page);
