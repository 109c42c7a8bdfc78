/**
 * A rule of a state that is stricter than the federal hours. Data for operators, not legal advice: whom a rule binds
 * (calls or texts, with or without consent, customers or strangers) is for a lawyer; here it binds every text.
 */
export interface StateRule {
  /** Two letters of a state or province. */
  readonly state: string;
  /** As parseWeekHours reads it. */
  readonly hours: string;
  /** ISO date; null: in force before this table was begun. */
  readonly validFrom: string | null;
  readonly rule: string;
  readonly source: string;
  /** `law`: its own words were read. `summary`: what others say of it. `unverified`: neither was found. */
  readonly seen: 'law' | 'summary' | 'unverified';
}

/** 47 CFR 64.1200(c)(1): no telephone solicitation before 8 a.m. or after 9 p.m., local time at the called party. */
export const FEDERAL_HOURS = '08:00-21:00';

/** When the sources were looked at. */
export const RULES_READ_ON = '2026-11-27';

type Row = readonly [
  states: string,
  hours: string,
  validFrom: string | null,
  rule: string,
  source: string,
  seen: StateRule['seen'],
];

const CANADA = 'AB BC MB NB NL NS NT NU ON PE QC SK YT';

// Where sources differ the stricter stands. Rules for machines that play a recording (Maine, South Dakota, California,
// Illinois and others) are left out: no voice is sent here. Holidays are not modeled.
const ROWS: readonly Row[] = [
  [
    'AL',
    'Mon-Sat 08:00-20:00',
    null,
    'Ala. Admin. Code r. 770-X-5-.17(1)(b)',
    'the code of 2024-11-27',
    'law',
  ],
  ['CT', '09:00-20:00', '2023-10-01', 'Conn. Gen. Stat. § 42-288a(c), P.A. 23-98', 'manatt.com', 'summary'],
  ['FL', '08:00-20:00', '2021-07-01', 'Fla. Stat. § 501.616(6)(a)', 'lawserver.com', 'law'],
  ['KY', '10:00-21:00', null, 'KRS 367.46955', 'dropcowboy.com', 'summary'],
  ['LA', 'Mon-Sat 08:00-20:00', null, 'LPSC General Order R-29617', 'dropcowboy.com', 'summary'],
  ['MD', '08:00-20:00', '2024-01-01', 'Md. Com. Law § 14-4501 ff., SB 90 (2023)', 'dnc.com', 'summary'],
  ['MA', '08:00-20:00', null, '201 CMR 12.02(2)', 'regulations.justia.com', 'law'],
  ['MI', '09:00-21:00', null, 'MCL 750.540e', 'dropcowboy.com', 'summary'],
  ['MN', '09:00-21:00', null, 'Minn. Stat. § 325E.30', 'dropcowboy.com', 'summary'],
  ['MS', 'Mon-Sat 08:00-20:00', null, 'Miss. Code § 77-3-723', 'getpocketlaw.com', 'law'],
  ['NV', '09:00-20:00', null, 'no statute found', 'dropcowboy.com', 'unverified'],
  ['NM', '09:00-21:00', null, 'NMSA § 57-12-22(B)(5)', 'law.justia.com', 'law'],
  ['OK', '08:00-20:00', '2022-11-01', '15 O.S. § 775C.4', 'dnc.com', 'summary'],
  ['OR', '08:00-20:00', '2026-01-01', 'HB 3865 (2025)', 'jdsupra.com', 'summary'],
  ['PA', 'Mon-Sat 09:00-19:00', '2026-10-18', 'SB 992 (2025-26)', 'pasenategop.com, glama.ai', 'unverified'],
  [
    'RI',
    'Mon-Fri 09:00-18:00, Sat 10:00-17:00',
    null,
    'R.I. Gen. Laws § 5-61-3.6, § 5-61-2(2)',
    'webserver.rilin.state.ri.us',
    'law',
  ],
  [
    'TX',
    'Mon-Sat 09:00-21:00, Sun 12:00-21:00',
    '2025-09-01',
    'Tex. Bus. & Com. § 301.051, SB 140 (2025)',
    'foster.com',
    'summary',
  ],
  ['UT', 'Mon-Sat 08:00-21:00', null, 'Utah Code § 13-25a-103(3)', 'codes.findlaw.com', 'law'],
  ['WA', '08:00-20:00', null, 'RCW 19.158.040(2)', 'app.leg.wa.gov', 'law'],
  ['WY', '08:00-20:00', null, 'Wyo. Stat. § 40-12-302', 'glama.ai', 'unverified'],
  [
    CANADA,
    'Mon-Fri 09:00-21:30, Sat-Sun 10:00-18:00',
    '2008-09-30',
    'CRTC Telemarketing Rules, for calls and faxes: here a matter of manners',
    'northerntel.ca',
    'summary',
  ],
];

/** Every rule, a row for each state. A state may have several, each from its day on. */
export const STATE_RULES: readonly StateRule[] = ROWS.flatMap(
  ([states, hours, validFrom, rule, source, seen]) =>
    states.split(' ').map((state) => ({ state, hours, validFrom, rule, source, seen })),
);

/** The rule of a state at an instant: the youngest that is in force, null when the federal hours are all there is. */
export function stateRuleAt(state: string, now: number): StateRule | null {
  const inForce = STATE_RULES.filter(
    (each) => each.state === state && (each.validFrom === null || Date.parse(each.validFrom) <= now),
  );
  const [youngest = null] = [...inForce].sort((a, b) => ((a.validFrom ?? '') < (b.validFrom ?? '') ? 1 : -1));
  return youngest;
}
