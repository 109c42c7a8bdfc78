import type { Run } from '../core/run.ts';

/** The command that goes on with a run, as it must be typed. */
export function commandFor(command: 'resume' | 'track' | 'reconcile' | 'cancel', run: Run): string {
  const isDriven = command !== 'cancel';
  return `campaign ${command} ${run.name}${isDriven && run.world === 'sandbox' ? ' --sandbox' : ''}`;
}
