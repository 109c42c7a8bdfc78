const ISO = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:[.,](\d+))?(Z|[+-]\d{2}:?\d{2})$/i;

/**
 * Reads an ISO 8601 time with a zone and any number of fractional digits (RingCentral writes 3, 6 and 9) into epoch
 * milliseconds, cut to the millisecond. Null when it is none.
 */
export function parseTime(value: unknown): number | null {
  const match = typeof value === 'string' ? ISO.exec(value.trim()) : null;
  if (match === null) return null;
  const [, seconds = '', fraction = '', zone = 'Z'] = match;
  const at = Date.parse(`${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${toColonZone(zone)}`);
  return Number.isNaN(at) ? null : at;
}

/** `2026-11-20T09:00:00.000Z`: with its zone always, as the API wants it. */
export function formatTime(at: number): string {
  return new Date(at).toISOString();
}

function toColonZone(zone: string): string {
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
}
