/** What two runs of the same campaign may differ in. */
export interface SetAside {
  /** A batch was submitted out of its order: the provider numbers its batches and messages as they come. */
  readonly hasOtherIds: boolean;
}

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const BATCH_ID = /sandbox-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** An instant as a person reads it, and the chart that is drawn of instants. */
const TOLD_INSTANT = /(<time [^>]*>)[^<]*(?=<\/time>)/g;
const OVER_TIME = /<section id="over-time".*?<\/section>/gs;
/** The breakdown of a summary by the messages' day: an interruption may take it past midnight. */
const DAYS = /^ {2}"days": \[.*?^ {2}\]/gms;
/** What an interruption costs in calls is its own. */
const API_CALLS = /^ {2}"apiCalls": \{.*?^ {2}\}/gms;
const MESSAGE_ID = /\b7\d{11}\b/g;

/** The bytes of reports that an interruption may not change: all but the instants, the calls, and the ids where they must differ. */
function settleBytes(files: Readonly<Record<string, string>>, aside: SetAside): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, settle(bytes, aside)]));
}

function settle(bytes: string, { hasOtherIds }: SetAside): string {
  const timeless = bytes
    .replaceAll(OVER_TIME, '(over time)')
    .replaceAll(DAYS, '(days)')
    .replaceAll(API_CALLS, '(calls)')
    .replaceAll(TOLD_INSTANT, '$1(instant)')
    .replaceAll(INSTANT, '(instant)');
  if (!hasOtherIds) return timeless;
  return timeless.replaceAll(BATCH_ID, '(batch id)').replaceAll(MESSAGE_ID, '(message id)');
}

/** Where two sets of reports differ, a sentence a file. */
export function compareReports(
  found: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
  aside: SetAside,
): string[] {
  const [left, right] = [settleBytes(found, aside), settleBytes(wanted, aside)];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  return names.flatMap((name) => {
    if (left[name] === right[name]) return [];
    return [`${name} differs from that of an uninterrupted run: ${firstDifference(left[name], right[name])}`];
  });
}

function firstDifference(found = '', wanted = ''): string {
  const [left, right] = [found.split('\n'), wanted.split('\n')];
  const at = left.findIndex((line, index) => line !== right[index]);
  const index = at < 0 ? left.length : at;
  return `line ${index + 1} is ${JSON.stringify(left[index])}, should be ${JSON.stringify(right[index])}`;
}
