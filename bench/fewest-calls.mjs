/**
 * The fewest calls that a run can be done with, whatever its schedule:
 *
 * - a POST for each batch: the API takes no more than is in one, and nothing is ever offered twice;
 * - each page of messages once: nothing else tells what became of whom, and a page holds 1,000 at most;
 * - one list of batches: something has to say that all queues are through before a page is worth reading, and one list
 *   says it of all batches of all senders. Whoever knew the moment would need no other poll.
 *
 * Not in it are the calls that are made for somebody's sake and not for the schedule's: signing in, and reading who has
 * opted out before each submit. What a schedule is judged by is what it posts, lists, counts and reads (`JUDGED`).
 *
 * @param {{ batches: number, recipients: number, pageSize: number }} run `recipients` of each batch
 * @returns {number}
 */
export function fewestCalls({ batches, recipients, pageSize }) {
  return batches + batches * Math.ceil(recipients / pageSize) + Math.ceil(batches / 1000);
}

/** The endpoints that the schedule decides about. */
export const JUDGED = [
  'POST /a2p-sms/batches',
  'GET /a2p-sms/batches',
  'GET /a2p-sms/statuses',
  'GET /a2p-sms/messages',
];

/**
 * How many of the calls the schedule is judged by.
 *
 * @param {ReadonlyMap<string, number>} calls by endpoint
 */
export function countJudged(calls) {
  return JUDGED.reduce((sum, endpoint) => sum + (calls.get(endpoint) ?? 0), 0);
}
