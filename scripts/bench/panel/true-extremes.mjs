// Holds what a panel has drawn against the log itself, read by JSON.parse alone.
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { plotList } from '../../../webview/curves/scene/plot-list.ts';

const tolerancePixels = 0.01;

/** A run's numbers by name, each with one value a step from 1 on, as its log says them. */
export async function readRaw(folder, names, steps) {
  const columns = Object.fromEntries(names.map((name) => [name, new Float64Array(steps + 1).fill(Number.NaN)]));
  const lines = createInterface({ input: createReadStream(path.join(folder, 'events.jsonl')) });
  for await (const line of lines) {
    const event = JSON.parse(line);
    if (event.type === 'step') for (const name of names) columns[name][event.step] = Number(event[name]);
  }
  return columns;
}

/** The panel's colours where no editor gives it others. */
const colours = {
  ...{ student: '#56b4e9', teacher: '#e69f00', temperature: '#c586c0' },
  ...{ control: '#888888', neutral: '#888888' },
};
/** Widths of the first curve of a plot, and of the others. */
const lineWidths = [2, 1.4];
/** Fainter than any line is the band behind it. */
const bandOpacity = 0.3;

/** The curves that the panel draws of a run's steps, each with its plot, its colour and its width. */
export const drawnCurves = plotList.flatMap(({ name: plot, curves, isFolded }) =>
  curves.flatMap(({ name, isExtra, isSparse, tone }, index) =>
    isFolded || isExtra || isSparse || name === 'studentTemperature'
      ? []
      : [{ plot, name, colour: colours[tone], lineWidth: lineWidths[Math.min(index, 1)] }],
  ),
);

/**
 * Counts the pixel columns of a drawn curve whose bar does not reach from the largest to the least point that the log has
 * there. `window` is what the axis shows. Values become heights by one factor and one offset, which the highest and the
 * lowest bar give.
 */
export function wrongColumns({ left, width, bars }, { colour, lineWidth }, raw, { from, to }) {
  const columns = Math.round(width);
  const { least, most } = extremesOf(raw, { from, to, columns });
  const drawn = mainBars(bars, { colour, lineWidth }, Math.round(left));
  const shown = [...least.keys()].filter((column) => least[column] <= most[column]);
  const [highest] = [...shown].sort((one, other) => most[other] - most[one]);
  const [lowest] = [...shown].sort((one, other) => least[one] - least[other]);
  const top = drawn.get(highest)?.top ?? Number.NaN;
  const factor = ((drawn.get(lowest)?.bottom ?? Number.NaN) - top) / (most[highest] - least[lowest] || 1);
  const heightOf = (value) => top + factor * (most[highest] - value);
  const isNear = (given, value) => Math.abs(given - heightOf(value)) <= tolerancePixels + 1e-5 * Math.abs(given - top);
  const isTrue = (column) => {
    const bar = drawn.get(column);
    return bar !== undefined && isNear(bar.top, most[column]) && isNear(bar.bottom, least[column]);
  };
  return { wrong: shown.filter((column) => !isTrue(column)).length, columns: shown.length };
}

/** The first bar of each column; what is drawn there after it joins it to the one before. */
function mainBars(bars, { colour, lineWidth }, left) {
  const found = new Map();
  for (const [fill, opacity, x, y, height] of bars) {
    const column = x - left;
    if (fill !== colour || opacity < bandOpacity || found.has(column)) continue;
    found.set(column, { top: y + lineWidth / 2, bottom: y + height - lineWidth / 2 });
  }
  return found;
}

function extremesOf(raw, { from, to, columns }) {
  const least = new Float64Array(columns + 1).fill(Infinity);
  const most = new Float64Array(columns + 1).fill(-Infinity);
  for (let step = Math.max(1, Math.ceil(from)); step <= Math.min(raw.length - 1, to); step += 1) {
    const value = Math.fround(raw[step]);
    if (!Number.isFinite(value)) continue;
    const column = Math.floor(((step - from) / (to - from)) * columns);
    least[column] = Math.min(least[column], value);
    most[column] = Math.max(most[column], value);
  }
  return { least, most };
}
