import { displayLocale } from '../display-language';
import { inTwoDigits } from './dates';
import { missing } from './numbers';

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000] as const;

/** Midnight before a moment, in local time. */
const midnightBefore = (milliseconds: number): number => new Date(milliseconds).setHours(0, 0, 0, 0);

/** Days between two moments by the local calendar; hours of a change to summer time do not count. */
const daysBetween = (from: number, to: number): number =>
  Math.round((midnightBefore(to) - midnightBefore(from)) / dayMs);

/** A day as a person near it calls it: `today`, `yesterday`, `on Tuesday`, `on 3 Nov`, `on 3 Nov 2025`. */
export function formatDay(milliseconds: number, now: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return missing;
  const ago = daysBetween(milliseconds, now);
  if (ago === 0) return 'today';
  if (ago === 1) return 'yesterday';
  if (ago > 1 && ago < 7) return `on ${weekdayOf(date, 'long')}`;
  return `on ${dateOf(date, new Date(now))}`;
}

/** `Tuesday` or `Tue`. */
function weekdayOf(date: Date, length: 'long' | 'short'): string {
  const locale = displayLocale();
  if (locale !== 'en') return date.toLocaleDateString(locale, { weekday: length });
  const day = days[date.getDay()] ?? missing;
  return length === 'long' ? day : day.slice(0, 3);
}

function dateOf(date: Date, now: Date): string {
  const isThisYear = date.getFullYear() === now.getFullYear();
  const locale = displayLocale();
  if (locale !== 'en') {
    const parts: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
    return date.toLocaleDateString(locale, isThisYear ? parts : { ...parts, year: 'numeric' });
  }
  const year = isThisYear ? '' : ` ${date.getFullYear()}`;
  return `${date.getDate()} ${months[date.getMonth()] ?? missing}${year}`;
}

/** A moment in local time, as short as it stays clear: `14:02`, `Tue 14:02`, `3 Nov 14:02`; with seconds where asked. */
export function formatMoment(milliseconds: number, now: number, precision: 'minutes' | 'seconds' = 'minutes'): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return missing;
  const parts = [date.getHours(), date.getMinutes(), ...(precision === 'seconds' ? [date.getSeconds()] : [])];
  const time = parts.map(inTwoDigits).join(':');
  const ago = daysBetween(milliseconds, now);
  if (ago === 0) return time;
  if (ago > 0 && ago < 7) return `${weekdayOf(date, 'short')} ${time}`;
  return `${dateOf(date, new Date(now))} ${time}`;
}

/** An age in one unit: `just now`, `5 min ago`, `3 h ago`, `2 d ago`; from a week on the date. */
export function formatAge(milliseconds: number, now: number): string {
  const age = now - milliseconds;
  if (!Number.isFinite(age)) return missing;
  if (age < minuteMs) return 'just now';
  if (age < hourMs) return `${Math.floor(age / minuteMs)} min ago`;
  if (age < dayMs) return `${Math.floor(age / hourMs)} h ago`;
  if (age < 7 * dayMs) return `${Math.floor(age / dayMs)} d ago`;
  return dateOf(new Date(milliseconds), new Date(now));
}
