// Random lives and failpoints, all night if you like: `npm run chaos -- --help`.
import '../sandbox/typescript-loader.mjs';

const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
