import { setText } from '../page/card';
import type { DrawnRun } from './curve-store';
import { make } from '../page/page';
import { formatCount, formatCountOf, formatFixed, formatLoss, formatTemperature } from '../../src/wording';

/** Adds the line of newest values above the curves. */
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

/** Shows the newest values of the panel's run and the count of its drawn points. */
export function showNewest(run: DrawnRun | undefined): void {
  const { rows = 0, rowsInside = 0, badLines = 0, last = {} } = run ?? {};
  const drawn = run?.lines.get('loss')?.raw.length ?? rowsInside;
  const total = formatCountOf(rows, 'point');
  setText('points', drawn < rows ? `${formatCount(drawn)} of ${total}` : total);
  setText('bad-lines', badLines === 0 ? '' : `${formatCountOf(badLines, 'line')} of the log could not be read`);
  setText('last-loss', formatLoss(last.loss));
  setText('last-temperature', formatTemperature(last.temperature));
  setText('last-accuracy', formatFixed(last.validationAccuracy, 4));
}
