import { inTwoDigits } from './dates';
import { formatCount, missing } from './numbers';

const [minute, hour, day] = [60, 3600, 86_400] as const;

/**
 * A duration in at most two units, rounded before it is split: `3.2 s`, `2 min 3 s`, `1 h 5 min`, `2 d 3 h`. 119.6 s are
 * `2 min`. A part of zero is left out.
 */
export function formatDuration(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds) || seconds < 0) return missing;
  if (seconds === 0) return '0 s';
  if (seconds < 0.05) return '<0.1 s';
  if (Number(seconds.toFixed(1)) < minute) return `${seconds.toFixed(1)} s`;
  const inSeconds = Math.round(seconds);
  if (inSeconds < hour) return inUnits(inSeconds, [minute, 'min'], [1, 's']);
  const inMinutes = Math.round(seconds / minute) * minute;
  if (inMinutes < day) return inUnits(inMinutes, [hour, 'h'], [minute, 'min']);
  return inUnits(Math.round(seconds / hour) * hour, [day, 'd'], [hour, 'h']);
}

/** An estimate of a duration in one unit: `40 s`, `12 min`, `3.5 h`, `2.1 d`. */
export function formatEstimate(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds) || seconds < 0) return missing;
  if (seconds < 99.5) return `${Math.max(Math.round(seconds), 1)} s`;
  if (seconds < 99.5 * minute) return `${Math.round(seconds / minute)} min`;
  const isInHours = seconds < 2 * day;
  return `${Number((seconds / (isInHours ? hour : day)).toPrecision(2))} ${isInHours ? 'h' : 'd'}`;
}

/** A duration as on a clock, to be read while it runs down: `0:09`, `1:10`, `2:05:00`. */
export function formatClock(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return missing;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / hour), Math.floor((whole % hour) / minute)];
  return hours > 0
    ? `${hours}:${inTwoDigits(minutes)}:${inTwoDigits(whole % minute)}`
    : `${minutes}:${inTwoDigits(whole % minute)}`;
}

type Unit = readonly [seconds: number, name: string];

function inUnits(seconds: number, [large, largeName]: Unit, [small, smallName]: Unit): string {
  const rest = Math.round((seconds % large) / small);
  const whole = `${formatCount(Math.floor(seconds / large))} ${largeName}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smallName}`;
}
