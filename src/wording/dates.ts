import { displayLocale } from '../display-language';
import { missing } from './numbers';

/** A moment in local time, `2026-11-23 22:45:01`, in another language as that writes it; takes milliseconds since 1970-01-01 UTC. */
export function formatDate(milliseconds: number | undefined): string {
  const date = new Date(milliseconds ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return missing;
  const locale = displayLocale();
  if (locale !== 'en') return date.toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${day.map(inTwoDigits).join('-')} ${time.map(inTwoDigits).join(':')}`;
}

/** A part of a time or a date: `07`. */
export const inTwoDigits = (part: number): string => String(part).padStart(2, '0');
