import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Collects what nobody uses any more. The SQLite driver keeps a closed database's files until its statements are
 * collected (they are let go a tick later), and a test that opens thousands of them runs out of descriptors before.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}
