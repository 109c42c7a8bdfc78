import { fileURLToPath } from 'node:url';
import type { TickCommand } from '../../schedule/crontab.ts';

/** What starts a tick of a workspace: this Node and this program, wherever they lie now. */
export function toTickCommand(workspace: string): TickCommand {
  return {
    workspace,
    node: process.execPath,
    program: fileURLToPath(new URL('../../main.js', import.meta.url)),
  };
}
