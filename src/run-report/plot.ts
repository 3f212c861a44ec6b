import { pixelColumns, thinIndices, ticksBetween } from '../curves';
import { markup, type Markup } from '../markup';

/** Curve of a plot, its points in ascending x; a y that is not finite is a gap. */
export interface PlotCurve {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Whether each point is drawn with a mark. */
  readonly isMarked?: boolean;
}

export interface PlotContent {
  readonly title: string;
  readonly xLabel: string;
  readonly curves: readonly PlotCurve[];
  /** Band between two y values for each x, drawn below the curves. */
  readonly band?: { readonly x: readonly number[]; readonly low: readonly number[]; readonly high: readonly number[] };
}

/** Colours that people with any colour blindness can tell apart (Okabe and Ito 2008); each curve has a line pattern too. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#555555'] as const;
const patterns = ['', '7 4', '2 3', '9 3 2 3', '1 5'] as const;

const size = { width: 640, height: 260 } as const;
const frame = { left: 62, right: 14, top: 50, bottom: 40 } as const;

/**
 * A plot as an SVG element; `y` is its offset in the SVG that contains it. Points are thinned to the minimum, the maximum and
 * the last of each pixel column.
 */
export function plotSvg(content: PlotContent, y = 0): Markup {
  const { title, xLabel, curves, band } = content;
  const axes = axesOf(content);
  const parts = [
    markup`<rect width="${size.width}" height="${size.height}" fill="#ffffff"/>`,
    markup`<text x="${frame.left}" y="18" font-weight="600">${title}</text>`,
    legend(curves),
    grid(axes),
    markup`<text x="${(frame.left + size.width - frame.right) / 2}" y="${size.height - 6}" text-anchor="middle">${xLabel}</text>`,
    band && bandPath(band, axes),
    ...curves.map((curve, index) => curvePath(curve, index, axes)),
  ];
  return markup`<svg xmlns="http://www.w3.org/2000/svg" y="${y}" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="${title}" font-family="sans-serif" font-size="12" fill="#222222">${parts}</svg>`;
}

interface Axes {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

function axesOf({ curves, band }: PlotContent): Axes {
  const xs = [...curves.map(({ x }) => x), ...(band === undefined ? [] : [band.x])];
  const ys = [...curves.map(({ y }) => y), ...(band === undefined ? [] : [band.low, band.high])];
  const [low, high] = rangeOf(ys);
  const margin = high > low ? (high - low) * 0.05 : Math.max(1e-3, Math.abs(high) * 0.1);
  const [first, last] = rangeOf(xs);
  return { x: last > first ? [first, last] : [first - 1, last + 1], y: [low - margin, high + margin] };
}

/** Minimum and maximum of the finite numbers; 0 and 1 when there is none. */
function rangeOf(columns: readonly (readonly number[])[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const column of columns) {
    for (const value of column) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? [low, high] : [0, 1];
}

const atX = (value: number, { x: [from, to] }: Axes): number =>
  frame.left + ((value - from) / (to - from)) * (size.width - frame.left - frame.right);
const atY = (value: number, { y: [from, to] }: Axes): number =>
  size.height - frame.bottom - ((value - from) / (to - from)) * (size.height - frame.top - frame.bottom);

function grid(axes: Axes): Markup[] {
  const [left, right] = [frame.left, size.width - frame.right];
  const [top, bottom] = [frame.top, size.height - frame.bottom];
  const [yTicks, xTicks] = [ticksBetween(...axes.y, 5), ticksBetween(...axes.x, 6)];
  const rows = yTicks.values.map((tick, index) => {
    const y = atY(tick, axes).toFixed(1);
    return markup`<path d="M${left} ${y}H${right}" stroke="#dddddd"/><text x="${left - 6}" y="${y}" dy="4" text-anchor="end">${yTicks.labels[index] ?? ''}</text>`;
  });
  const columns = xTicks.values.map((tick, index) => {
    const x = atX(tick, axes).toFixed(1);
    return markup`<path d="M${x} ${top}V${bottom}" stroke="#eeeeee"/><text x="${x}" y="${bottom + 16}" text-anchor="middle">${xTicks.labels[index] ?? ''}</text>`;
  });
  return [...rows, ...columns];
}

function legend(curves: readonly PlotCurve[]): Markup[] {
  let x: number = frame.left;
  return curves.map(({ label }, index) => {
    const line = markup`<path d="M${x} 33h20" stroke="${colourOf(index)}" stroke-width="2" stroke-dasharray="${patternOf(index)}"/>`;
    const text = markup`<text x="${x + 25}" y="37">${label}</text>`;
    x += 45 + 7 * label.length;
    return markup`${line}${text}`;
  });
}

const colourOf = (index: number): string => colours[index % colours.length] ?? '#222222';
const patternOf = (index: number): string => patterns[index % patterns.length] ?? '';

function curvePath({ x, y, isMarked = false }: PlotCurve, index: number, axes: Axes): Markup {
  let path = '';
  let isPenUp = true;
  for (const row of thinnedRows(x, y, axes)) {
    const value = y[row] ?? Number.NaN;
    if (Number.isFinite(value)) path += `${isPenUp ? 'M' : 'L'}${pointOf(x[row] ?? 0, value, axes)}`;
    isPenUp = !Number.isFinite(value);
  }
  const line = markup`<path d="${path}" fill="none" stroke="${colourOf(index)}" stroke-width="1.5" stroke-linejoin="round" stroke-dasharray="${patternOf(index)}"/>`;
  return markup`${line}${isMarked ? marksOf(x, y, index, axes) : []}`;
}

function marksOf(x: readonly number[], y: readonly number[], index: number, axes: Axes): Markup[] {
  return x.flatMap((at, row) => {
    const value = y[row] ?? Number.NaN;
    if (!Number.isFinite(value)) return [];
    return [
      markup`<circle cx="${atX(at, axes).toFixed(1)}" cy="${atY(value, axes).toFixed(1)}" r="2.5" fill="${colourOf(index)}"/>`,
    ];
  });
}

function bandPath({ x, low, high }: NonNullable<PlotContent['band']>, axes: Axes): Markup {
  const rows = thinnedRows(x, high, axes).filter((row) => Number.isFinite((low[row] ?? NaN) + (high[row] ?? NaN)));
  const upper = rows.map((row) => pointOf(x[row] ?? 0, high[row] ?? 0, axes));
  const lower = rows.toReversed().map((row) => pointOf(x[row] ?? 0, low[row] ?? 0, axes));
  return markup`<path d="M${[...upper, ...lower].join('L')}Z" fill="${colourOf(0)}" fill-opacity="0.18"/>`;
}

const pointOf = (x: number, y: number, axes: Axes): string => `${atX(x, axes).toFixed(1)} ${atY(y, axes).toFixed(1)}`;

/** Indices of the points to draw: the minimum, maximum and last of each pixel column, and one of each gap. */
function thinnedRows(x: readonly number[], y: readonly number[], axes: Axes): number[] {
  const [from, to] = axes.x;
  const pixels = size.width - frame.left - frame.right;
  return [...thinIndices(pixelColumns(Float64Array.from(x), { from, to, pixels }), Float64Array.from(y))];
}
