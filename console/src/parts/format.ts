/** Numbers and times as people read them. English, whatever the browser's language is: the rest of the page is, too. */

const SHORT = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, notation: 'compact' });
const BYTES = ['B', 'kB', 'MB', 'GB', 'TB'];
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/** "1.23K": at most three digits. */
export function short(value: number): string {
  return SHORT.format(value);
}

/** "12.5/s"; what is less than one in a hundred seconds is not worth digits. */
export function perSecond(value: number): string {
  if (value > 0 && value < 0.01) return '<0.01/s';
  return `${short(value)}/s`;
}

/** "1.5 MB", in thousands. */
export function bytes(value: number): string {
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < BYTES.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(size) : Number(size.toPrecision(3))} ${BYTES[unit]}`;
}

/** "850 µs", "12 ms", "1.5 s". */
export function latency(seconds: number): string {
  if (seconds < 0.001) return `${Math.round(seconds * 1_000_000)} µs`;
  if (seconds < 0.9995) return `${Number((seconds * 1000).toPrecision(3))} ms`;
  return `${Number(seconds.toPrecision(3))} s`;
}

/** "45 s", "3 min", "5 h", "12 d": the largest unit that there is at least one of. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE_SECONDS) return `${whole} s`;
  if (whole < HOUR_SECONDS) return `${Math.floor(whole / MINUTE_SECONDS)} min`;
  if (whole < 2 * DAY_SECONDS) return `${Math.floor(whole / HOUR_SECONDS)} h`;
  return `${Math.floor(whole / DAY_SECONDS)} d`;
}

/** "3 min ago". A clock that is a little behind is no future. */
export function ago(time: string, nowMillis: number): string {
  return `${duration((nowMillis - Date.parse(time)) / 1000)} ago`;
}

/** "2026-11-27 04:15:09", in the browser's own time zone. */
export function dateTime(time: string): string {
  const at = new Date(time);
  const two = (part: number) => String(part).padStart(2, '0');
  return (
    `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ` +
    `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
  );
}

/** "virtual_cluster" as "virtual cluster". */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

/** "1 node", "2 nodes". */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}
