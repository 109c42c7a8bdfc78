export function fewestCalls(run: {
  readonly batches: number;
  readonly recipients: number;
  readonly pageSize: number;
}): number;
export const JUDGED: readonly string[];
export function countJudged(calls: ReadonlyMap<string, number>): number;
