import { formatDuration, parseDuration } from './duration.ts';
import { parseMicros, toDollars } from './price.ts';
import { ALL_PERMISSIONS, type Choices } from './world/settings.ts';

/** A setting as people write it: the same word is an option of the command and a key of `/sandbox/settings`. */
interface SettingWord {
  readonly name: string;
  readonly describe: string;
  readonly isSwitch: boolean;
  /** Null for a text that can't be one. */
  readonly parse: (text: string) => Partial<Choices> | null;
  readonly wanted: string;
  readonly format: (choices: Choices) => string;
}

/** The settings that can be given at the start and changed while the sandbox runs. */
export const SETTING_WORDS: readonly SettingWord[] = [
  {
    name: 'rate-limit',
    describe: 'calls per seconds of the rate group Light (default: 50/60)',
    isSwitch: false,
    parse: parseRate,
    wanted: 'calls per seconds such as 50/60',
    format: ({ rateLimit, rateWindowSeconds }) => `${rateLimit}/${rateWindowSeconds}`,
  },
  {
    name: 'token-life',
    describe: 'life of every access token, e.g. 90s (default: asked, what the client asks for)',
    isSwitch: false,
    parse: parseTokenLife,
    wanted: 'a duration such as 90s, or the word asked',
    format: ({ tokenLifetimeMs: lifeMs }) => (lifeMs === null ? 'asked' : formatDuration(lifeMs)),
  },
  {
    name: 'refresh-tokens',
    describe: 'sign-in gives refresh tokens (default: off)',
    isSwitch: true,
    parse: (text) => (['on', 'off'].includes(text) ? { refreshTokens: text === 'on' } : null),
    wanted: 'on or off',
    format: ({ refreshTokens }) => (refreshTokens ? 'on' : 'off'),
  },
  {
    name: 'sessions',
    describe: 'sessions at a time; one more ends the oldest (default: 5)',
    isSwitch: false,
    parse: (text) => (/^[1-9]\d{0,5}$/.test(text) ? { maxSessions: Number(text) } : null),
    wanted: 'a whole number from 1',
    format: ({ maxSessions }) => String(maxSessions),
  },
  {
    name: 'permissions',
    describe: `permissions of the app, or none (default: ${ALL_PERMISSIONS.join(',')})`,
    isSwitch: false,
    parse: parsePermissions,
    wanted: `none, or some of ${ALL_PERMISSIONS.join(',')}`,
    format: ({ permissions }) => (permissions.length === 0 ? 'none' : permissions.join(',')),
  },
  {
    name: 'list-lag',
    describe: 'how long new records stay out of all lists, at speed 1 (default: 0s)',
    isSwitch: false,
    parse: parseLag,
    wanted: 'a duration such as 30s',
    format: ({ lagMs }) => formatDuration(lagMs),
  },
  {
    name: 'price',
    describe: 'USD for a segment of what is accepted from now on (default: 0.0119)',
    isSwitch: false,
    parse: parsePrice,
    wanted: 'dollars with at most six decimals, such as 0.0159',
    format: ({ segmentPriceMicros }) => String(toDollars(segmentPriceMicros)),
  },
  {
    name: 'cost-delay',
    describe: 'how long costs take at speed 1, e.g. 10m, or never (default: drawn, 5s to 60s)',
    isSwitch: false,
    parse: parseCostDelay,
    wanted: 'a duration such as 10m, or one of the words never and drawn',
    format: ({ costDelay }) => (typeof costDelay === 'number' ? formatDuration(costDelay) : costDelay),
  },
  {
    name: 'clock-skew',
    describe: "how far the server's clock is ahead; behind: --clock-skew=-3h (default: 0s)",
    isSwitch: false,
    parse: parseSkew,
    wanted: 'a duration such as 3h or -3h',
    format: ({ clockSkewMs: skewMs }) => `${skewMs < 0 ? '-' : ''}${formatDuration(Math.abs(skewMs))}`,
  },
];

/** Parses settings by their names. Throws one Error that names every setting that is unknown or can't be read. */
export function parseSettings(given: Readonly<Record<string, unknown>>): Partial<Choices> {
  const problems: string[] = [];
  let choices: Partial<Choices> = {};
  for (const [name, text] of Object.entries(given)) {
    const word = SETTING_WORDS.find((known) => known.name === name);
    const parsed = typeof text === 'string' ? word?.parse(text) : null;
    if (word === undefined) problems.push(`unknown setting "${name}"; known: ${KNOWN}`);
    else if (parsed === null || parsed === undefined)
      problems.push(`"${name}" needs ${word.wanted}, not ${JSON.stringify(text)}`);
    else choices = { ...choices, ...parsed };
  }
  if (problems.length === 0) return choices;
  throw new Error(problems.join('; '));
}

/** All settings by their names, as `parseSettings` reads them. */
export function formatSettings(choices: Choices): Record<string, string> {
  return Object.fromEntries(SETTING_WORDS.map(({ name, format }) => [name, format(choices)]));
}

const KNOWN = SETTING_WORDS.map(({ name }) => name).join(', ');

function parseRate(text: string): Partial<Choices> | null {
  const match = /^([1-9]\d{0,6})\/([1-9]\d{0,4})$/.exec(text);
  return match === null ? null : { rateLimit: Number(match[1]), rateWindowSeconds: Number(match[2]) };
}

function parseTokenLife(text: string): Partial<Choices> | null {
  if (text === 'asked') return { tokenLifetimeMs: null };
  const lifeMs = parseDuration(text);
  return lifeMs === null || lifeMs === 0 ? null : { tokenLifetimeMs: lifeMs };
}

function parsePermissions(text: string): Partial<Choices> | null {
  if (text === 'none') return { permissions: [] };
  const permissions = text.split(',').map((name) => name.trim());
  return permissions.every((name) => ALL_PERMISSIONS.includes(name)) ? { permissions } : null;
}

function parseLag(text: string): Partial<Choices> | null {
  const lagMs = parseDuration(text);
  return lagMs === null ? null : { lagMs };
}

function parsePrice(text: string): Partial<Choices> | null {
  const segmentPriceMicros = parseMicros(text);
  return segmentPriceMicros === null ? null : { segmentPriceMicros };
}

function parseCostDelay(text: string): Partial<Choices> | null {
  if (text === 'never' || text === 'drawn') return { costDelay: text };
  const costDelay = parseDuration(text);
  return costDelay === null ? null : { costDelay };
}

function parseSkew(text: string): Partial<Choices> | null {
  const skewMs = parseDuration(text.replace(/^[+-]/, ''));
  return skewMs === null ? null : { clockSkewMs: text.startsWith('-') ? -skewMs : skewMs };
}
