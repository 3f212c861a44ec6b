import { setText } from '../card';
import type { DrawnRun } from './curve-store';
import { make } from '../page';

/** Adds the line of the newest values in words, above the curves. */
export function addNewest(curves: Element): void {
  const newest = make('div', 'newest', curves);
  for (const [id, label] of [
    ['points', ''],
    ['last-loss', 'loss'],
    ['last-temperature', 'T'],
    ['last-accuracy', 'validation accuracy'],
    ['bad-lines', ''],
  ] as const) {
    const item = make('span', '', newest);
    if (label !== '') item.append(`${label} `);
    make('output', id, item);
  }
}

/** Writes the newest values of the panel's run, and how many of its points are drawn. */
export function showNewest(run: DrawnRun | undefined): void {
  const { rows = 0, rowsInside = 0, badLines = 0, last = {} } = run ?? {};
  const read = (value: number | undefined, digits: number): string =>
    value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits);
  const count = (value: number): string => value.toLocaleString('en');
  const drawn = run?.lines.get('loss')?.raw.length ?? rowsInside;
  const words = rows === 1 ? '1 point' : `${count(rows)} points`;
  setText('points', drawn < rows ? `${count(drawn)} of ${words}` : words);
  setText('bad-lines', badLines === 0 ? '' : `${count(badLines)} lines of the log could not be read`);
  setText('last-loss', read(last.loss, 4));
  setText('last-temperature', read(last.temperature, 2));
  setText('last-accuracy', read(last.validationAccuracy, 4));
}
