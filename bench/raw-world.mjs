import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const USAGE_HOOK = pathToFileURL(join(import.meta.dirname, 'report-usage.mjs')).href;
const TEXT =
  'Hi {{first_name|there}}, your balance at Example Outfitters is {{balance}} USD. Reply STOP to opt out.';
/** How `run` ends after Ctrl-C. */
const INTERRUPTED = 130;

/** Starts the server that takes everything at once, in a process of its own. */
export async function startServer() {
  const child = fork(join(import.meta.dirname, 'raw-server.mjs'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const heard = (kind) =>
    new Promise((resolve) => {
      const listen = (message) => {
        if (message.kind !== kind) return;
        child.off('message', listen);
        resolve(message);
      };
      child.on('message', listen);
    });
  const ask = async (order) => {
    const report = heard('report');
    child.send(order);
    return report;
  };
  const { url } = await heard('listening');
  return {
    url,
    heard,
    /** Forgets what was seen, and gets ready for what comes. */
    prepare: (wishes) => ask({ kind: 'prepare', ...wishes }),
    /** From now on until the next `prepare` this process's time is measured, from the first POST to the last answer. */
    watch: (pid) => ask({ kind: 'watch', pid }),
    report: () => ask({ kind: 'report' }),
    close: () => child.kill(),
  };
}

/** A workspace that is removed by `remove`; `like`: with the state of another one. */
export function openWorkspace(like = null) {
  const directory = mkdtempSync(join(tmpdir(), 'bench-raw-'));
  if (like !== null)
    cpSync(join(like.directory, '.campaign'), join(directory, '.campaign'), { recursive: true });
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/**
 * Starts `campaign run` against the server. What is unlimited is so by the flags that a user has.
 *
 * @param {{ program: string, file: string, batchSize: number, url: string, directory: string, nodeFlags?: string[] }} wishes
 */
export function startRun({ program, file, batchSize, url, directory, nodeFlags = [] }) {
  const words = [
    ...['run', file, '--yes', '--no-wait', '--quiet', '--workspace', directory],
    ...['--from', '+18335550100', '--text', TEXT, '--default-country', 'US', '--max-invalid', '100%'],
    ...['--no-window', '--queue-ahead', 'off', '--batch-size', String(batchSize)],
  ];
  const startedAt = Number(process.hrtime.bigint()) / 1e6;
  const child = spawn(
    process.execPath,
    ['--import', USAGE_HOOK, ...nodeFlags, join(program, 'main.js'), ...words],
    {
      env: {
        PATH: process.env['PATH'],
        RC_SERVER_URL: url,
        RC_APP_CLIENT_ID: 'bench',
        RC_APP_CLIENT_SECRET: 'bench',
        RC_USER_JWT: 'bench',
      },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    },
  );
  const ended = Promise.all([text(child.stderr), text(child.stdio[3]), once(child, 'exit')]).then(
    ([said, usage, [code]]) => ({ ...JSON.parse(usage === '' ? '{}' : usage), code, said }),
  );
  return { startedAt, ended, pid: child.pid, interrupt: () => child.kill('SIGINT') };
}

/** Ends `ended` well, or tells what the program said. */
export async function requireEnd(ended, codes) {
  const end = await ended;
  if (!codes.includes(end.code)) throw new Error(`campaign run ended with ${end.code}: ${end.said}`);
  return end;
}

/**
 * Plans a run and stops before its first offer: as the opt-outs are read for it. A plan reads them once before.
 *
 * @returns the workspace
 */
export async function planAhead(server, wishes) {
  const workspace = openWorkspace();
  await server.prepare({ isNew: true, hold: { call: 'GET /a2p-sms/opt-outs', count: 2 } });
  const held = server.heard('held');
  const run = startRun({ ...wishes, url: server.url, directory: workspace.directory });
  await Promise.race([
    held,
    run.ended.then(({ said }) => Promise.reject(new Error(`nothing was offered: ${said}`))),
  ]);
  run.interrupt();
  await requireEnd(run.ended, [INTERRUPTED]);
  await server.prepare({ hold: { call: '', count: 0 } });
  return workspace;
}
