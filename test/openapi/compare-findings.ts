import type { Finding } from './check-exchange.ts';
import type { Difference } from './differences.ts';

/** What nobody knew of. */
export function findUnknown(
  findings: readonly Finding[],
  differences: readonly Difference[],
): readonly Finding[] {
  return findings.filter((finding) => !differences.some((difference) => isSameAs(difference, finding)));
}

/** The differences, or the parts of them, that didn't show: an operation, or a status, for which nothing was found. */
export function findStale(
  findings: readonly Finding[],
  differences: readonly Difference[],
): readonly string[] {
  return differences.flatMap((difference) => {
    const { id, operations, statuses } = difference;
    const seen = findings.filter((finding) => isSameAs(difference, finding));
    const wanted = operations === 'any' ? [] : operations;
    return [
      ...wanted.filter((operation) => !seen.some((finding) => finding.operation === operation)),
      ...statuses.filter((status) => !seen.some((finding) => finding.status === status)),
    ].map((part) => `${id}: nothing is found for ${part}`);
  });
}

function isSameAs({ operations, side, statuses, found }: Difference, finding: Finding): boolean {
  return (
    (operations === 'any' || operations.includes(finding.operation)) &&
    side === finding.side &&
    statuses.includes(finding.status) &&
    found.test(finding.what)
  );
}
