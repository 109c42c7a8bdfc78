import { startSandbox } from '../../src/sandbox/start.ts';

// A sandbox in a process of its own, for a test that kills it: prints its address.
const [, , directory = ''] = process.argv;
const { url } = await startSandbox({ directory });
process.stdout.write(`${url}\n`);
