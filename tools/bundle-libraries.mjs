import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';
import { writeLicenses } from './licenses.mjs';

const FOLDER = path.join('dist', 'libraries');
/** An import that is all of its library: of it only what is used is taken. */
const WHOLE = { zod: 'z' };
const USES = '\0what is used of ';

/**
 * Makes one file in `dist/libraries/` of each library, with what the program's modules import of it, and lets them import
 * that. What is used is read from the modules themselves; their declarations still name the library.
 *
 * @param {readonly string[]} packages each of many files that ordinary starts load, and nothing but JavaScript
 */
export async function bundleLibraries(packages) {
  rmSync(FOLDER, { recursive: true, force: true });
  const imports = findModules('dist').flatMap((file) => readImports(file, packages));
  if (imports.length === 0) throw new Error('dist/ imports no library: compile it first');
  const input = Object.fromEntries(imports.map(({ library }) => [library, USES + library]));
  const bundle = await rolldown({ input, platform: 'node', logLevel: 'warn', plugins: [entries(imports)] });
  const chunkFileNames = 'chunk-[hash].js';
  const { output } = await bundle.write({ dir: FOLDER, format: 'esm', minify: true, chunkFileNames });
  writeLicenses(path.join(FOLDER, 'LICENSES.txt'), output);
  for (const file of new Set(imports.map((found) => found.file))) {
    const own = imports.filter((found) => found.file === file);
    redirect(file, own);
  }
}

function findModules(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.js') && !name.endsWith('-kit.js'))
    .map((name) => path.join(folder, name));
}

/** Each import of a library in a module: which one, the names, and where in the file its address stands. */
function readImports(file, packages) {
  const program = parseAst(readFileSync(file, 'utf8'));
  return program.body.flatMap(({ type, source, specifiers }) => {
    const library = source?.value;
    if (!packages.some((name) => library === name || library?.startsWith(`${name}/`))) return [];
    const isNamed = type === 'ImportDeclaration' && specifiers.every((specifier) => specifier.type in NAMES);
    if (!isNamed) throw new Error(`${file}: ${library} has to be imported by its names`);
    const names = specifiers.map((specifier) => NAMES[specifier.type](specifier));
    const whole = specifiers.find(
      ({ imported }) => imported !== undefined && imported.name === WHOLE[library],
    );
    const members = whole === undefined ? [] : findMembers(program, whole.local.name, file);
    return [{ file, library, names, members, start: source.start, end: source.end }];
  });
}

const NAMES = {
  ImportSpecifier: ({ imported }) => imported.name,
  ImportDefaultSpecifier: () => 'default',
};

/** What a module uses of an object, all by name. Another use than `name.member` could need any of it. */
function findMembers(node, name, file) {
  if (node === null || typeof node !== 'object' || node.type?.startsWith('Import')) return [];
  if (node.type === 'Identifier' && node.name === name) {
    throw new Error(`${file}: ${name} is used otherwise than by ${name}.member`);
  }
  if (node.type === 'MemberExpression' && !node.computed && node.object.name === name) {
    return [node.property.name];
  }
  return Object.values(node).flatMap((inner) => findMembers(inner, name, file));
}

/** The modules that rolldown begins with: each hands on what is imported of a library, and nothing else. */
function entries(imports) {
  return {
    name: 'entries',
    resolveId: (id) => (id.startsWith(USES) ? id : null),
    load: (id) => {
      if (!id.startsWith(USES)) return null;
      const library = id.slice(USES.length);
      const own = imports.filter(({ library: other }) => other === library);
      const members = unique(own.flatMap((found) => found.members));
      if (members.length === 0) {
        return `export { ${unique(own.flatMap(({ names }) => names)).join(', ')} } from '${library}';`;
      }
      const name = WHOLE[library];
      const taken = members.map((member) => `${member}: all.${member}`);
      return `import { ${name} as all } from '${library}'; export const ${name} = { ${taken.join(', ')} };`;
    },
  };
}

function unique(names) {
  return [...new Set(names)].sort();
}

function redirect(file, imports) {
  let text = readFileSync(file, 'utf8');
  for (const { library, start, end } of imports.toReversed()) {
    const address = path.relative(path.dirname(file), path.join(FOLDER, `${library}.js`));
    text = `${text.slice(0, start)}'${address.replaceAll('\\', '/')}'${text.slice(end)}`;
  }
  writeFileSync(file, text);
}
