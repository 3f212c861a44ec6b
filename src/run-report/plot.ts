import { pixelColumns, thinIndices, ticksBetween } from '../curves';

/** One curve of a plot: points of ascending x; a y that is not finite is a gap. */
export interface PlotCurve {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Few points that are each worth a mark. */
  readonly isMarked?: boolean;
}

export interface PlotContent {
  readonly title: string;
  readonly xLabel: string;
  readonly curves: readonly PlotCurve[];
  /** The band between two curves of the same x, drawn below the curves. */
  readonly band?: { readonly x: readonly number[]; readonly low: readonly number[]; readonly high: readonly number[] };
}

/** Stay apart in every kind of colour blindness (Okabe and Ito 2008), each with a line pattern of its own. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#555555'] as const;
const patterns = ['', '7 4', '2 3', '9 3 2 3', '1 5'] as const;

const size = { width: 640, height: 260 } as const;
const frame = { left: 62, right: 14, top: 50, bottom: 40 } as const;

/** A plot as an SVG image of its own. All texts are escaped. Points are thinned to the least, the most and the last of each pixel. */
export function plotSvg(content: PlotContent): string {
  const { title, xLabel, curves, band } = content;
  const axes = axesOf(content);
  const parts = [
    `<rect width="${size.width}" height="${size.height}" fill="#ffffff"/>`,
    `<text x="${frame.left}" y="18" font-weight="600">${escapeMarkup(title)}</text>`,
    legend(curves),
    grid(axes),
    `<text x="${(frame.left + size.width - frame.right) / 2}" y="${size.height - 6}" text-anchor="middle">${escapeMarkup(xLabel)}</text>`,
    band === undefined ? '' : bandPath(band, axes),
    ...curves.map((curve, index) => curvePath(curve, index, axes)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="${escapeMarkup(title)}" font-family="sans-serif" font-size="12" fill="#222222">${parts.join('')}</svg>`;
}

/** Text as it can stand in markup, also inside an attribute. */
export function escapeMarkup(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  // XML holds no control characters but these three.
  const plain = text.replaceAll(/[^\P{Cc}\t\n\r]/gu, '\uFFFD');
  return plain.replaceAll(/[&<>"']/g, (sign) => names[sign] ?? sign);
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

/** Least and most of the finite numbers; 0 and 1 where there is none. */
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

function grid(axes: Axes): string {
  const [left, right] = [frame.left, size.width - frame.right];
  const [top, bottom] = [frame.top, size.height - frame.bottom];
  const [yTicks, xTicks] = [ticksBetween(...axes.y, 5), ticksBetween(...axes.x, 6)];
  const rows = yTicks.values.map((tick, index) => {
    const y = atY(tick, axes).toFixed(1);
    return `<path d="M${left} ${y}H${right}" stroke="#dddddd"/><text x="${left - 6}" y="${y}" dy="4" text-anchor="end">${yTicks.labels[index] ?? ''}</text>`;
  });
  const columns = xTicks.values.map((tick, index) => {
    const x = atX(tick, axes).toFixed(1);
    return `<path d="M${x} ${top}V${bottom}" stroke="#eeeeee"/><text x="${x}" y="${bottom + 16}" text-anchor="middle">${xTicks.labels[index] ?? ''}</text>`;
  });
  return [...rows, ...columns].join('');
}

function legend(curves: readonly PlotCurve[]): string {
  let x: number = frame.left;
  return curves
    .map(({ label }, index) => {
      const line = `<path d="M${x} 33h20" stroke="${colourOf(index)}" stroke-width="2" stroke-dasharray="${patternOf(index)}"/>`;
      const text = `<text x="${x + 25}" y="37">${escapeMarkup(label)}</text>`;
      x += 45 + 7 * label.length;
      return line + text;
    })
    .join('');
}

const colourOf = (index: number): string => colours[index % colours.length] ?? '#222222';
const patternOf = (index: number): string => patterns[index % patterns.length] ?? '';

function curvePath({ x, y, isMarked = false }: PlotCurve, index: number, axes: Axes): string {
  let path = '';
  let isPenUp = true;
  for (const place of thinPlaces(x, y, axes)) {
    const value = y[place] ?? Number.NaN;
    if (Number.isFinite(value)) path += `${isPenUp ? 'M' : 'L'}${pointOf(x[place] ?? 0, value, axes)}`;
    isPenUp = !Number.isFinite(value);
  }
  const line = `<path d="${path}" fill="none" stroke="${colourOf(index)}" stroke-width="1.5" stroke-linejoin="round" stroke-dasharray="${patternOf(index)}"/>`;
  return line + (isMarked ? marksOf(x, y, index, axes) : '');
}

function marksOf(x: readonly number[], y: readonly number[], index: number, axes: Axes): string {
  return x
    .flatMap((at, place) => {
      const value = y[place] ?? Number.NaN;
      if (!Number.isFinite(value)) return [];
      return [
        `<circle cx="${atX(at, axes).toFixed(1)}" cy="${atY(value, axes).toFixed(1)}" r="2.5" fill="${colourOf(index)}"/>`,
      ];
    })
    .join('');
}

function bandPath({ x, low, high }: NonNullable<PlotContent['band']>, axes: Axes): string {
  const places = thinPlaces(x, high, axes).filter((place) =>
    Number.isFinite((low[place] ?? NaN) + (high[place] ?? NaN)),
  );
  const upper = places.map((place) => pointOf(x[place] ?? 0, high[place] ?? 0, axes));
  const lower = places.toReversed().map((place) => pointOf(x[place] ?? 0, low[place] ?? 0, axes));
  return `<path d="M${[...upper, ...lower].join('L')}Z" fill="${colourOf(0)}" fill-opacity="0.18"/>`;
}

const pointOf = (x: number, y: number, axes: Axes): string => `${atX(x, axes).toFixed(1)} ${atY(y, axes).toFixed(1)}`;

/** The places of the points to draw: all, or of each pixel's the least, the most and the last, and one of each gap. */
function thinPlaces(x: readonly number[], y: readonly number[], axes: Axes): number[] {
  const [from, to] = axes.x;
  const pixels = size.width - frame.left - frame.right;
  return [...thinIndices(pixelColumns(Float64Array.from(x), { from, to, pixels }), Float64Array.from(y))];
}
