/** The layers: `main → cli → run → steps → core`; adapters see only `core`; steps meet only in `run`. */

const STEPS = 'intake|plan|submit|track|report';
/** Where a process, the library or another thread starts. */
const STARTS = '^src/(main|index|ledger/(draft|inspect)-worker)\\.ts$';
const ADAPTERS = 'ringcentral|ledger|sandbox';
const COMPOSERS = '^src/cli/(compose\\.ts$|commands/sandbox(\\.ts$|/))';

/** Which rooms may import a package, and why only they. */
const HOMES = [
  [
    '@photostructure/sqlite',
    '^src/(ledger/driver\\.ts$|sandbox/)',
    'One file knows which SQLite is used; the sandbox shares no code, so it opens its own.',
  ],
  ['csv-parse', '^src/intake/', 'Only intake reads recipients; everything after it reads the ledger.'],
  [
    'csv-stringify',
    '^src/report/',
    'Only reports write CSV, so that every cell is neutralized in one place.',
  ],
  [
    'libphonenumber-js',
    '^src/(intake|cli)/',
    'Numbers are judged when they come in: from the file or from a flag.',
  ],
  [
    'bottleneck',
    '^src/ringcentral/',
    'The rate limit is the provider’s, so its pacer lives with the provider.',
  ],
  ['@ringcentral/sdk', '^src/ringcentral/', 'One room speaks to the provider; the rest sees the port.'],
  ['zod', '^src/(ringcentral|cli)/', 'Unknown shapes are parsed at the edges; inside, the types hold.'],
  ['luxon', '^src/plan/window/', 'One room computes with time zones; everybody else has instants.'],
  ['write-excel-file', '^src/report/xlsx/', 'One room knows how a workbook is written.'],
  ['@observablehq/plot', '^src/report/html/drawing-kit\\.ts$', 'Charts are drawn where the page is made.'],
  ['linkedom', '^src/report/html/drawing-kit\\.ts$', 'Plot draws into a document; nobody else needs one.'],
  ['croner', '^src/schedule/', 'One file knows what a cron expression means.'],
  ['p-limit', '^src/(run|track|ringcentral)/', 'Only reads run side by side: a submit is one at a time.'],
  ['yargs', '^src/cli/', 'Words, flags and help belong to the command line.'],
  ['dotenv', '^src/cli/', 'Settings and secrets are read in one place and handed on.'],
  ['yaml', '^src/cli/', 'Settings are read in one place and handed on.'],
];

export default {
  forbidden: [
    {
      name: 'core-imports-nothing',
      comment:
        'core/ is the words that everybody speaks: no room, no package, no Node module may leak into them.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { pathNot: '^src/core/' },
    },
    {
      name: 'steps-meet-only-in-run',
      comment: 'A step knows core/ and itself. What one step needs of another, run/ hands over.',
      severity: 'error',
      from: { path: `^src/(${STEPS})/` },
      to: { path: '^src/', pathNot: ['^src/core/', '^src/$1/'] },
    },
    {
      name: 'adapters-see-only-core',
      comment: 'An adapter implements a port of core/ and knows nobody who uses it.',
      severity: 'error',
      from: { path: '^src/(ringcentral|ledger)/' },
      to: { path: '^src/', pathNot: ['^src/core/', '^src/$1/'] },
    },
    {
      name: 'schedule-knows-only-core',
      comment: 'schedule/ says when something is due; what is run then, and how, is not its matter.',
      severity: 'error',
      from: { path: '^src/schedule/' },
      to: { path: '^src/', pathNot: '^src/(core|schedule)/' },
    },
    {
      name: 'sandbox-shares-no-code',
      comment:
        'The sandbox plays the provider: with code of ours it would share our mistakes, and agree with them.',
      severity: 'error',
      from: { path: '^src/sandbox/' },
      to: { path: '^src/', pathNot: '^src/sandbox/' },
    },
    {
      name: 'run-knows-steps-not-adapters',
      comment:
        'run/ is the order of the steps over the ports; which provider and which ledger it is not told.',
      severity: 'error',
      from: { path: '^src/run/' },
      to: { path: '^src/', pathNot: `^src/(run|core|${STEPS})/` },
    },
    {
      name: 'only-compose-builds-adapters',
      comment:
        'The composition root alone picks a provider and a ledger; `campaign sandbox` alone is a server.',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: COMPOSERS },
      to: { path: `^src/(${ADAPTERS})/` },
    },
    {
      name: 'sandbox-command-builds-only-the-sandbox',
      comment: 'The server command needs no ledger and no provider.',
      severity: 'error',
      from: { path: '^src/cli/commands/sandbox(\\.ts$|/)' },
      to: { path: '^src/(ringcentral|ledger)/' },
    },
    {
      name: 'adapters-have-one-door',
      comment: 'compose opens an adapter by its front door; what is behind it may change.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: {
        path: `^src/(${ADAPTERS})/`,
        pathNot:
          '^src/(ringcentral/(open|examine|server-url)|ledger/(claim|open|open-control|examine|schedule-lock|scratch)|sandbox/start)\\.ts$',
      },
    },
    {
      name: 'cli-sends-through-run',
      comment: 'A command never submits or tracks by itself: the loop of run/ is the only way to an effect.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/(submit|track)/' },
    },
    {
      name: 'main-starts-the-cli',
      comment:
        'main.ts is the process around cli(): beside it, it needs only the words of core/, the front page, and to know its Node.js.',
      severity: 'error',
      from: { path: '^src/main\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(cli/(cli|clock|front-page|node-version)\\.ts$|core/)' },
    },
    {
      name: 'nobody-imports-the-top',
      comment: 'main.ts and index.ts are ends: a room that imports them pulls everything in.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/(main|index)\\.ts$' },
    },
    {
      name: 'decisions-touch-nothing',
      comment:
        'plan/, submit/, track/, run/ and schedule/ decide: files, sockets and processes are behind the ports.',
      severity: 'error',
      from: { path: '^src/(plan|submit|track|run|schedule)/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer|assert)$' },
    },
    {
      name: 'network-only-in-adapters',
      comment: 'One room calls the provider and one room plays it; nobody else opens a socket.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(ringcentral|sandbox)/' },
      to: { path: '^(node:)?(http|https|http2|net|tls|dgram|dns)(/|$)' },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one thought in two places.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nobody imports and that imports nobody does nothing.',
      severity: 'error',
      from: { orphan: true, path: '^src/' },
      to: {},
    },
    {
      name: 'no-dead-files',
      comment:
        'Every file of src/ is reached from main.ts or index.ts, or a second thread starts with it: none lives for its test alone.',
      severity: 'error',
      from: { path: STARTS },
      to: { path: '^src/', pathNot: STARTS, reachable: false },
    },
    {
      name: 'no-grab-bags',
      comment: 'A file is named for what it does; these names say only that nobody decided.',
      severity: 'error',
      from: {},
      to: { path: '^src/.*/(utils?|helpers?|managers?|services?|common|misc|index|types)(/|\\.ts$)' },
    },
    {
      name: 'product-and-tests-apart',
      comment: 'What is installed never imports what is only in the repository.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|tools|\\.ci)/' },
    },
    {
      name: 'no-dev-dependencies',
      comment:
        'A user installs dependencies, not devDependencies: such an import works here and fails there. The build puts what the drawing kit imports into its own file.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/report/html/drawing-kit\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-optional', 'npm-peer'] },
    },
    {
      name: 'no-undeclared-packages',
      comment: 'A package that package.json does not name may be gone after the next install.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere fails at the moment it is needed.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...HOMES.map(([name, rooms, comment]) => ({
      name: `home-of-${name.replace(/^@/, '').replace('/', '-')}`,
      comment,
      severity: 'error',
      from: { path: '^src/', pathNot: rooms },
      to: { path: `(^|/)node_modules/${name}/` },
    })),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exoticRequireStrings: [],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
