import type { Ticks } from '../../../src/curves';
import {
  drawMarks,
  isFree,
  pointsInside,
  toPixelX,
  toPixelY,
  type Frame,
  type Points,
  type Surface,
} from '../../drawing';
import type { Chart } from './chart';
import { axisTicks, positionTicks } from './chart-ticks';
import { drawEnds } from './draw-ends';
import { drawReferences } from './draw-references';
import { drawRun, penOf } from './draw-run';
import type { Scene } from '../scene';

/** Space around the plotting area in CSS pixels: for the labels of both axes, and for the values at the ends of the curves. */
export const gutters = { left: 52, right: 58, top: 8, bottom: 22 } as const;

/** Plotting area in device pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Draws a chart with its axes on a canvas or into an SVG. */
export function drawChart(context: Surface, box: Box, pixelRatio: number, chart: Chart): void {
  const { scene, range } = chart;
  const frame: Frame = { context, ...box, x: scene.window, y: range, pixelRatio };
  context.font = scene.theme.font.replace(/([\d.]+)px/, (_, size: string) => `${Number(size) * pixelRatio}px`);
  drawValueAxis(frame, axisTicks(chart, box.height / pixelRatio), scene);
  drawPositions(frame, positionTicks(scene, box.width / pixelRatio), scene);
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  drawReferences(frame, chart);
  // The panel's own run is drawn last, on top of the pinned ones.
  for (const run of [...scene.runs].sort((one, other) => other.slot - one.slot)) drawRun(frame, chart, run);
  // Above the curves: a dense one would cover the thin lines and their names.
  const own = scene.runs.find(({ slot }) => slot === 0);
  if (own !== undefined) drawMarks(frame, own.marks, curvesInside(frame, chart), scene.theme);
  context.restore();
  drawEntry(frame, chart);
  drawEnds(frame, chart);
}

/** The points of all curves that are drawn, the noise around the first ones and the references among them. */
function curvesInside(frame: Frame, { scene, definition }: Chart): Points[] {
  const lines = scene.runs.flatMap(({ lines: own }) =>
    definition.curves.flatMap(({ name }, index) => {
      const line = scene.hidden.has(name) ? undefined : own.get(name);
      if (line === undefined) return [];
      return index === 0 || line.smooth === undefined ? [line.raw] : [line.smooth];
    }),
  );
  const beside = definition.hasReferences === true ? scene.references.flatMap(({ line }) => line ?? []) : [];
  return [...lines, ...beside].map((line) => pointsInside(frame, line.view()));
}

function drawValueAxis(frame: Frame, ticks: Ticks, { theme }: Scene): void {
  const { context, left, width, pixelRatio } = frame;
  const pixelY = toPixelY(frame);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.lineWidth = pixelRatio;
  ticks.values.forEach((value, index) => {
    const y = Math.round(pixelY(value)) + 0.5;
    context.strokeStyle = theme.grid;
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(left + width, y);
    context.stroke();
    context.fillStyle = theme.foreground;
    context.fillText(ticks.labels[index] ?? '', left - 6 * pixelRatio, y);
  });
}

/** Labels of the horizontal axis, and its name in the corner behind them. */
function drawPositions(frame: Frame, ticks: Ticks, { theme, axisLabel }: Scene): void {
  const { context, left, top, width, height, pixelRatio } = frame;
  const pixelX = toPixelX(frame);
  const y = top + height + 15 * pixelRatio;
  const end = left + width + (gutters.right - 2) * pixelRatio;
  const nameStart = end - context.measureText(axisLabel).width - 8 * pixelRatio;
  context.fillStyle = theme.foreground;
  context.textBaseline = 'alphabetic';
  context.textAlign = 'center';
  ticks.values.forEach((value, index) => {
    const label = ticks.labels[index] ?? '';
    const x = pixelX(value);
    if (x + context.measureText(label).width / 2 < nameStart) context.fillText(label, x, y);
  });
  context.textAlign = 'right';
  context.fillText(axisLabel, end, y);
}

/** Names the first value of the panel's run where it lies beyond the axis: `↑ 3.9`. */
function drawEntry(frame: Frame, chart: Chart): void {
  const { scene, definition, range } = chart;
  const own = scene.runs.find(({ slot }) => slot === 0);
  const curve = definition.curves.find(({ name }) => !scene.hidden.has(name) && own?.lines.has(name) === true);
  const line = curve && own?.lines.get(curve.name);
  if (own === undefined || curve === undefined || line === undefined || scene.isZoomed) return;
  const isShown = (value: number): boolean => value >= range.from && value <= range.to;
  const { x, y: values } = pointsInside(frame, (line.smooth ?? line.raw).view());
  const first = pointsInside(frame, line.raw.view()).y.find((value) => Number.isFinite(value));
  if (first === undefined || isShown(first)) return;
  const { context, top, height, pixelRatio } = frame;
  const isAbove = first > range.to;
  // Beside the place where the curve comes in.
  const entry = toPixelX(frame)(x[Math.max(0, values.findIndex(isShown))] ?? 0);
  const label = `${isAbove ? '↑' : '↓'} ${definition.formatEnd(first)}`;
  const y = isAbove ? top + 9 * pixelRatio : top + height - 4 * pixelRatio;
  context.fillStyle = penOf(scene, own, curve, definition.curves.indexOf(curve)).colour;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillText(label, entryStart(frame, chart, { entry, y, room: context.measureText(label).width }), y);
}

/** Left end of an entry's label: before the curve in the corner that it leaves free, or behind it at the first place without a curve. */
function entryStart(
  frame: Frame,
  chart: Chart,
  { entry, y, room }: { readonly entry: number; readonly y: number; readonly room: number },
): number {
  const { left, width, pixelRatio } = frame;
  const before = entry - 8 * pixelRatio - room;
  if (before > left + 4 * pixelRatio) return before;
  const curves = curvesInside(frame, chart);
  const [first, step] = [entry + 9 * pixelRatio, 4 * pixelRatio];
  // Not farther than where it is still seen to belong to the entry.
  for (let start = first; start < first + width / 3; start += step) {
    const box = {
      left: start - step,
      right: start + room + step,
      top: y - 12 * pixelRatio,
      bottom: y + 3 * pixelRatio,
    };
    if (isFree(frame, curves, box)) return start;
  }
  return first;
}
