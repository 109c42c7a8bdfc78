import type { Reply } from '../http/route.ts';
import type { World } from '../world/world.ts';
import { showCalls } from './calls.ts';
import { setCosts } from './costs.ts';
import { addFaults, removeFaults, showFaults } from './faults.ts';
import { showMessages } from './messages.ts';
import type { ControlCall } from './control-call.ts';
import { setOptOuts } from './opt-outs.ts';
import { sendSandboxReply } from './replies.ts';
import { changeSettings } from './settings.ts';
import { showState } from './state.ts';

export interface Control {
  readonly method: string;
  readonly path: string;
  readonly handle: (call: ControlCall, world: World) => Reply;
}

/** What an operator and a test can ask of the sandbox and tell it. */
export const CONTROLS: readonly Control[] = [
  { method: 'GET', path: '/sandbox/messages', handle: showMessages },
  { method: 'GET', path: '/sandbox/calls', handle: showCalls },
  { method: 'GET', path: '/sandbox/state', handle: showState },
  { method: 'POST', path: '/sandbox/settings', handle: changeSettings },
  { method: 'POST', path: '/sandbox/replies', handle: sendSandboxReply },
  { method: 'POST', path: '/sandbox/opt-outs', handle: setOptOuts },
  { method: 'POST', path: '/sandbox/costs', handle: setCosts },
  { method: 'GET', path: '/sandbox/faults', handle: showFaults },
  { method: 'POST', path: '/sandbox/faults', handle: addFaults },
  { method: 'DELETE', path: '/sandbox/faults', handle: removeFaults },
];
