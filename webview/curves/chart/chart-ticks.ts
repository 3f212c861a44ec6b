import { logAxisTicks, ticksBetween, wholeTicks, type Ticks } from '../../../src/curves';
import type { Chart } from './chart';
import type { Scene } from '../scene';

/** Height of a line of labels, and the width of a label of the horizontal axis, in CSS pixels. */
const lineHeight = 24;
const labelWidth = 58;

/** Width in CSS pixels from which three labels have room: with two steps a round one might leave the first alone. */
const narrowWidth = 140;

/** More ticks than these say nothing more, however wide the plot is. */
const maxTicks = 10;

/** Ticks of a chart's value axis of a height in CSS pixels. */
export function axisTicks(
  { definition, range: { from, to, isLog } }: Pick<Chart, 'definition' | 'range'>,
  height: number,
): Ticks {
  const count = Math.max(2, height / lineHeight);
  return isLog ? logAxisTicks(from, to, Math.floor(count) + 1) : definition.ticks(from, to, count);
}

/** Ticks of the horizontal axis of a width in CSS pixels. */
export function positionTicks({ window: { from, to }, isWholeNumbers }: Scene, width: number): Ticks {
  const count = Math.max(width < narrowWidth ? 2 : 3, Math.min(maxTicks, Math.floor(width / labelWidth)));
  return isWholeNumbers ? wholeTicks(from, to, count) : ticksBetween(from, to, count);
}
