import { afterEach, beforeEach } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/start.ts';
import { openSandbox, type TestSandbox } from './sandbox-client.ts';

/** A world of its own for each test of the file that calls this, with a signed-in client. It is closed after the test. */
export function useWorld(options: Partial<SandboxOptions> = {}): () => TestSandbox {
  let world: TestSandbox;
  beforeEach(async () => {
    world = await openSandbox(options);
  });
  afterEach(async () => {
    await world.close();
  });
  return () => world;
}
