// Part of `npm run build`: makes few files of the libraries that ordinary starts load, and beside them the licenses of all
// that is in them. Hundreds of small files take longer to load than a short command works.
import { createRequire } from 'node:module';
import { rolldown } from 'rolldown';
import { bundleLibraries } from './bundle-libraries.mjs';
import { writeLicenses } from './licenses.mjs';

/** Development dependencies: who installs the program needs none of them. */
await bundleKit('dist/report/html/drawing-kit.js');
// The copy that yargs itself has counts plain text without looking at each sign; cliui's older one takes half of a help.
const { resolve } = createRequire(createRequire(import.meta.url).resolve('yargs'));
await bundleKit('dist/cli/command-kit.js', { 'string-width': resolve('string-width') });
await bundleLibraries(['csv-parse', 'csv-stringify', 'libphonenumber-js', 'luxon', 'p-limit', 'yaml', 'zod']);

await import('./write-front-page.mjs');

/**
 * @param {string} kit the file that is replaced by what it imports
 * @param {Record<string, string>} alias which copy of a library is taken where there are several
 */
async function bundleKit(kit, alias = {}) {
  const bundle = await rolldown({ input: kit, platform: 'node', logLevel: 'warn', resolve: { alias } });
  const { output } = await bundle.write({ file: kit, format: 'esm', minify: true });
  writeLicenses(kit.replace(/\.js$/, '.LICENSES.txt'), output);
}
