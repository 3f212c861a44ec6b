import { logAxisTicks, percentTicks, pixelColumns, thinIndices, ticksBetween } from '../curves';
import { markup, type Markup } from '../markup';
import { formatNumber, formatPercent } from '../wording';

/** Curve of a plot, its points in ascending x; a y that is not finite is a gap. */
export interface PlotCurve {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Whether each point is drawn with a mark. */
  readonly isMarked?: boolean;
  /** Number of its colour and its pattern; its place among the curves where it is absent. */
  readonly look?: number;
  /** In place of its look's: the colour that the panel has for what it shows. */
  readonly colour?: string;
  /** Whether it is the noise behind an average: thin, faint, and without an entry in the legend. */
  readonly isFaint?: boolean;
}

export interface PlotContent {
  readonly title: string;
  readonly xLabel: string;
  readonly curves: readonly PlotCurve[];
  /** Scale of the value axis; linear where it is absent. */
  readonly scale?: 'log' | 'percent';
  /** Whether the last nine tenths of the steps rule the value axis; the first value is then written where it leaves the plot. */
  readonly clipsEntry?: boolean;
  /** Whether the curves are named elsewhere, for all plots at once. */
  readonly isNamedElsewhere?: boolean;
  /** Values across the plot, such as a teacher's accuracy. */
  readonly levels?: readonly { readonly label: string; readonly value: number }[];
  /** Band between two y values for each x, drawn below the curves. */
  readonly band?: { readonly x: readonly number[]; readonly low: readonly number[]; readonly high: readonly number[] };
}

/** Colours that people with any colour blindness can tell apart (Okabe and Ito 2008); each curve has a line pattern too. */
const colours = ['#0072b2', '#ad5700', '#555555', '#cc79a7', '#009e73'] as const;
/** Colour of a teacher, in the panel as here. */
export const teacherColour = '#ad5700';
/** Colour of the temperature, in a light panel as here. */
export const temperatureColour = '#8b3fa0';
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
    content.isNamedElsewhere === true ? undefined : legend(curves),
    grid(axes),
    markup`<text x="${(frame.left + size.width - frame.right) / 2}" y="${size.height - 6}" text-anchor="middle">${xLabel}</text>`,
    band && bandPath(band, axes, curves[0]?.colour ?? colourOf(0)),
    // The first curve is drawn last, above the others.
    ...curves.map((curve, index) => curvePath(curve, curve.look ?? index, axes)).toReversed(),
    ...(content.levels ?? []).map(({ value }) => levelPath(value, axes)),
    entryLabel(content, axes),
    ...(content.levels ?? []).map((level) => levelLabel(level, axes)),
  ];
  return markup`<svg xmlns="http://www.w3.org/2000/svg" y="${y}" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="${title}" font-family="sans-serif" font-size="12" fill="#222222">${parts}</svg>`;
}

interface Axes {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly scale: PlotContent['scale'];
}

/** Share of the steps at the beginning whose values may leave a plot. */
const entryShare = 0.1;

function axesOf({ curves, band, levels = [], scale, clipsEntry }: PlotContent): Axes {
  const xs = [...curves.map(({ x }) => x), ...(band === undefined ? [] : [band.x])];
  const [first, last] = rangeOf(xs);
  const x = last > first ? ([first, last] as const) : ([first - 1, last + 1] as const);
  const entry = clipsEntry === true ? entryShare * last : -Infinity;
  const isPlottable = (value: number): boolean => scale !== 'log' || value > 0;
  const later = curves.map((curve) =>
    curve.y.filter((value, row) => (curve.x[row] ?? 0) >= entry && isPlottable(value)),
  );
  const ys = [...later, levels.map(({ value }) => value), ...(band === undefined ? [] : [band.low, band.high])];
  const [low, high] = rangeOf(ys);
  if (scale === 'log')
    return low > 0 ? { x, y: [low / 1.15, high * 1.15], scale } : { x, y: [low, high], scale: undefined };
  const margin = high > low ? (high - low) * 0.05 : Math.max(1e-3, Math.abs(high) * 0.1);
  return { x, y: [low - margin, scale === 'percent' ? Math.min(1, high + margin) : high + margin], scale };
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
const atY = (value: number, { y: [from, to], scale }: Axes): number => {
  const share = scale === 'log' ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  return size.height - frame.bottom - share * (size.height - frame.top - frame.bottom);
};

function grid(axes: Axes): Markup[] {
  const [left, right] = [frame.left, size.width - frame.right];
  const [top, bottom] = [frame.top, size.height - frame.bottom];
  const valueTicks = axes.scale === 'log' ? logAxisTicks : axes.scale === 'percent' ? percentTicks : ticksBetween;
  const [yTicks, xTicks] = [valueTicks(...axes.y, 6), ticksBetween(...axes.x, 6)];
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
  return curves.map(({ label, look, isFaint, colour }, index) => {
    if (isFaint === true) return markup``;
    const line = markup`<path d="M${x} 33h20" ${strokeOf(look ?? index, colour)}/>`;
    const text = markup`<text x="${x + 25}" y="37">${label}</text>`;
    x += 45 + 7 * label.length;
    return markup`${line}${text}`;
  });
}

/** Whether a value has a place on the axis; one of the entry that lies beyond it has none, and is written at the edge. */
const isDrawn = (value: number, { y: [from, to] }: Axes): boolean => value >= from && value <= to;
const colourOf = (index: number): string => colours[index % colours.length] ?? '#222222';
/** Patterns move on by one when the colours begin again, so that 25 curves differ. */
const patternOf = (index: number): string =>
  patterns[(index + Math.floor(index / colours.length)) % patterns.length] ?? '';
const strokeOf = (index: number, colour = colourOf(index)): Markup =>
  markup`stroke="${colour}" stroke-width="2" stroke-dasharray="${patternOf(index)}"`;

/** A short line as the curves of a number are drawn, for a legend beside the plots. */
export const curveSample = (look: number): Markup =>
  markup`<svg viewBox="0 0 24 8" aria-hidden="true"><path d="M1 4h22" fill="none" ${strokeOf(look)}/></svg>`;

function curvePath(curve: PlotCurve, index: number, axes: Axes): Markup {
  const { label, x, y, isMarked = false, isFaint = false, colour = colourOf(index) } = curve;
  let path = '';
  let isPenUp = true;
  for (const row of thinnedRows(x, y, axes)) {
    const value = y[row] ?? Number.NaN;
    if (isDrawn(value, axes)) path += `${isPenUp ? 'M' : 'L'}${pointOf(x[row] ?? 0, value, axes)}`;
    isPenUp = !isDrawn(value, axes);
  }
  const pen = isFaint
    ? markup`stroke="${colour}" stroke-width="1" stroke-opacity="0.25"`
    : markup`stroke="${colour}" stroke-width="1.5" stroke-dasharray="${patternOf(index)}"`;
  const line = markup`<path d="${path}" fill="none" ${pen} stroke-linejoin="round"><title>${label}</title></path>`;
  return markup`${line}${isMarked ? marksOf(curve, colour, axes) : []}`;
}

function marksOf({ x, y }: PlotCurve, colour: string, axes: Axes): Markup[] {
  return x.flatMap((at, row) => {
    const value = y[row] ?? Number.NaN;
    if (!isDrawn(value, axes)) return [];
    return [
      markup`<circle cx="${atX(at, axes).toFixed(1)}" cy="${atY(value, axes).toFixed(1)}" r="2.5" fill="${colour}"/>`,
    ];
  });
}

function bandPath({ x, low, high }: NonNullable<PlotContent['band']>, axes: Axes, colour: string): Markup {
  const rows = thinnedRows(x, high, axes).filter((row) => Number.isFinite((low[row] ?? NaN) + (high[row] ?? NaN)));
  const upper = rows.map((row) => pointOf(x[row] ?? 0, high[row] ?? 0, axes));
  const lower = rows.toReversed().map((row) => pointOf(x[row] ?? 0, low[row] ?? 0, axes));
  return markup`<path d="M${[...upper, ...lower].join('L')}Z" fill="${colour}" fill-opacity="0.18"/>`;
}

const pointOf = (x: number, y: number, axes: Axes): string => `${atX(x, axes).toFixed(1)} ${atY(y, axes).toFixed(1)}`;

/** Line across the plot at a value. */
function levelPath(value: number, axes: Axes): Markup {
  const y = atY(value, axes).toFixed(1);
  return markup`<path d="M${frame.left} ${y}H${size.width - frame.right}" stroke="${teacherColour}" stroke-width="1.5" stroke-dasharray="6 4"/>`;
}

function levelLabel({ label, value }: { readonly label: string; readonly value: number }, axes: Axes): Markup {
  const text = `${label} ${axes.scale === 'percent' ? formatPercent(value) : formatNumber(value)}`;
  return markup`<text x="${frame.left + 4}" y="${(atY(value, axes) - 4).toFixed(1)}" fill="${teacherColour}">${text}</text>`;
}

/** The first value of the first curve where it lies beyond the axis: `↑ 3.9`. */
function entryLabel({ curves: [curve] }: PlotContent, axes: Axes): Markup | undefined {
  const first = curve?.y.find((value) => Number.isFinite(value));
  if (first === undefined || (first >= axes.y[0] && first <= axes.y[1])) return undefined;
  const isAbove = first > axes.y[1];
  const value = axes.scale === 'percent' ? formatPercent(first) : formatNumber(first, 3);
  const y = isAbove ? frame.top + 12 : size.height - frame.bottom - 4;
  // Behind the entry, whose end the curve has left at the top.
  const x = frame.left + Math.round(0.15 * (size.width - frame.left - frame.right));
  return markup`<text x="${x}" y="${y}" fill="${colourOf(0)}">${isAbove ? '↑' : '↓'} ${value}</text>`;
}

/** Indices of the points to draw: the minimum, maximum and last of each pixel column, and one of each gap. */
function thinnedRows(x: readonly number[], y: readonly number[], axes: Axes): number[] {
  const [from, to] = axes.x;
  const pixels = size.width - frame.left - frame.right;
  return [...thinIndices(pixelColumns(Float64Array.from(x), { from, to, pixels }), Float64Array.from(y))];
}
