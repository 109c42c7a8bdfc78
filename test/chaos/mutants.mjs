// Breaks the built program on purpose and tells which check sees it: `node test/chaos/mutants.mjs --help`.
import '../sandbox/typescript-loader.mjs';

const { main } = await import('./mutants.ts');
process.exitCode = await main(process.argv.slice(2));
