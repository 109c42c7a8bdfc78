// Loaded with `node --import` in front of what is looked at: writes what was loaded to $LOADED, an address a line.
import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';

// The hooks run in a thread of their own: what they share with this one is a file.
register(
  `data:text/javascript,${encodeURIComponent(`
    import { appendFileSync } from 'node:fs';
    export function load(url, context, next) {
      appendFileSync(${JSON.stringify(process.env.LOADED)}, url + '\\n');
      return next(url, context);
    }`)}`,
);
process.on('exit', () => {
  for (const path of Object.keys(createRequire(import.meta.url).cache)) {
    appendFileSync(process.env.LOADED, `${pathToFileURL(path).href}\n`);
  }
});
