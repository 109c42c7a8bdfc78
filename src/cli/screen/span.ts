const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A time span for people, to about two figures: `45 s`, `4 min`, `3 h 20 min`, `2 d 4 h`. */
export function formatSpan(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 2 * MINUTE) return `${Math.ceil(Math.max(0, seconds))} s`;
  const minutes = Math.round(seconds / MINUTE);
  if (seconds < 2 * HOUR) return `${minutes} min`;
  if (seconds < 2 * DAY) return join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(seconds / HOUR);
  return join(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
