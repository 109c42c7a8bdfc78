import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const USAGE_HOOK = pathToFileURL(join(import.meta.dirname, 'report-usage.mjs')).href;

/**
 * Starts node in a process of its own, so that its peak memory is nobody else's. The process prints one JSON document:
 * `rows` that it saw, and `ms` where it timed its own work; else the time is that of the whole process, start-up included.
 *
 * @param {string[]} childArguments
 * @param {number} rows that it has to see
 * @returns {Promise<{ ms: number, cpuMs: number, peakBytes: number }>}
 */
export async function measureChild(childArguments, rows) {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', USAGE_HOOK, ...childArguments], {
    // Nothing of the caller's: no credentials, no NODE_OPTIONS.
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const [printed, usage, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stdio[3]),
    once(child, 'exit'),
  ]);
  const wallMs = performance.now() - startedAt;
  if (code !== 0) throw new Error(`${childArguments.join(' ')} ended with exit code ${code}`);
  const answer = JSON.parse(printed);
  if (answer.rows !== rows) throw new Error(`${childArguments[0]} saw ${answer.rows} rows of ${rows}`);
  return { ...JSON.parse(usage), ms: answer.ms ?? wallMs };
}

/**
 * Runs one of this folder's scripts to its end, and returns what it prints.
 *
 * @param {string} name
 * @param {string[]} scriptArguments
 * @param {string[]} nodeFlags
 */
export async function runChild(name, scriptArguments, nodeFlags = []) {
  const script = join(import.meta.dirname, name);
  const child = spawn(process.execPath, [...nodeFlags, script, ...scriptArguments], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${name} ended with exit code ${code}`);
  return printed;
}
