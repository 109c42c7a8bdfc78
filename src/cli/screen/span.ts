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

/** What is left of a wait, to be seen going by: `0:45`, `3:20:05`, `2 d 4 h`. */
export function formatCountdown(ms: number): string {
  const seconds = Math.ceil(Math.max(0, ms) / 1000);
  if (seconds >= 2 * DAY) return formatSpan(seconds);
  const [hours, minutes] = [Math.floor(seconds / HOUR), Math.floor((seconds % HOUR) / MINUTE)];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours === 0
    ? `${minutes}:${two(seconds % MINUTE)}`
    : `${hours}:${two(minutes)}:${two(seconds % MINUTE)}`;
}

/** An instant for people, with its day where that is another than today: `14:05 UTC`, `2026-03-02 14:05 UTC`. */
export function toMoment(at: number, now: number): string {
  const [text, today] = [at, now].map((instant) => new Date(instant).toISOString());
  const isToday = text?.slice(0, 10) === today?.slice(0, 10);
  return `${(text ?? '').slice(isToday ? 11 : 0, 16).replace('T', ' ')} UTC`;
}
