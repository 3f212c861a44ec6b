import { markup, type Markup } from '../../markup';
import {
  aboutFigure,
  endsOfPoint,
  figureLines,
  figureOf,
  figuresOf,
  formatSpread,
  heatMap,
  isRich,
  quantityScale,
  settingScale,
  wordsOfSpread,
  type FigureLine,
  type FigureName,
  type LinePoint,
  type MapCell,
  type Scale,
  type SweepTable,
} from '../../sweep-figures';
import { drawImportance, drawParallel } from './draw-rich';
import { image, round, text, width, type DrawnChart } from './svg-parts';

/** Colours that people with any colour blindness can tell apart (Okabe and Ito 2008). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#8a8000', '#555555'] as const;
const patterns = ['', '7 4', '2 3', '9 3 2 3', '4 2', '1 5'] as const;

const cellHeight = 44;
const frame = { left: 76, right: 14, top: 56, bottom: 42, height: 292 } as const;
/** The top of lines, below the words about their numbers and their keys. */
const topOfLines = 68;

/** The charts of a sweep: a map of the first two settings, lines along the first, and with many runs those of all settings. */
export function chartsOf(table: SweepTable): DrawnChart[] {
  const runs = table.points.flatMap((point) => point.runs);
  const shown = figuresOf(table.goal).filter(
    ({ name, of }) => (name === 'difference' || name === 'goal') && runs.some((run) => of(run) !== undefined),
  );
  return shown.flatMap(({ name }) => [
    ...(table.settings.length > 1 ? [drawMap(table, name)] : []),
    drawLines(table, name),
    ...(isRich(table) ? [drawParallel(table, name), ...drawImportance(table, name)] : []),
  ]);
}

/** All charts of a sweep in one SVG image, one below the other. Throws an error when no run has a result. */
export function sweepSvg(table: SweepTable, id: string): string {
  const charts = chartsOf(table);
  if (charts.length === 0) throw new Error(`${id} has no run with a result yet, so there is nothing to draw`);
  let height = 0;
  const parts = charts.map((chart) => {
    const drawn = chart.at(height);
    height += chart.height + 10;
    return drawn;
  });
  return `${markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${parts}</svg>`.toString()}\n`;
}

function drawMap(table: SweepTable, name: FigureName): DrawnChart {
  const figure = figureOf(table.goal, name);
  const map = heatMap(table, { figure: name, rows: 1, columns: 0, fixed: {} });
  const [across, down] = table.settings.map(({ label }) => label);
  const longest = Math.max(...map.rows.map(({ label }) => label.length));
  const left = Math.min(width / 3, 24 + 7 * longest);
  const cellWidth = (width - left - frame.right) / Math.max(1, map.columns.length);
  const heads = map.columns.map(({ label }, at) => text(left + (at + 0.5) * cellWidth, 50, label, 'middle'));
  const rows = map.cells.flatMap((line, row) => {
    const y = frame.top + row * cellHeight;
    const cells = line.map((cell, at) => drawCell(cell, { x: left + at * cellWidth, y, width: cellWidth }, figure));
    return [text(left - 8, y + cellHeight / 2 + 4, map.rows[row]?.label ?? '', 'end'), ...cells];
  });
  const about = [aboutFigure(table, name, 'map'), `rows: ${down ?? ''}, columns: ${across ?? ''}`].join('; ');
  const parts = [text(12, 34, about, 'start'), ...heads, ...rows];
  return image(figure.title, frame.top + map.rows.length * cellHeight + 10, parts);
}

function drawCell(
  { spread, state, strength, tone, isBest }: MapCell,
  { x, y, width: cellWidth }: { readonly x: number; readonly y: number; readonly width: number },
  figure: ReturnType<typeof figureOf>,
): Markup {
  const middle = x + cellWidth / 2;
  if (spread === undefined) {
    const words = state === 'failed' ? 'no result' : state === 'none' ? '' : '…';
    return text(middle, y + 26, words, 'middle');
  }
  const { mean, deviation } = wordsOfSpread(spread, figure);
  const colour = `hsl(${tone === 'bad' ? 20 : 212} ${round(45 + 25 * strength)}% ${round(46 - 14 * strength)}%)`;
  const edge = isBest ? markup` stroke="#222222" stroke-width="2"` : '';
  return markup`<rect x="${round(x + 1)}" y="${y + 1}" width="${round(cellWidth - 2)}" height="${cellHeight - 2}" rx="3" fill="${colour}"${edge}/><g fill="#ffffff">${text(middle, y + 20, mean, 'middle')}<g font-size="10">${text(middle, y + 34, deviation, 'middle')}</g></g>`;
}

function drawLines(table: SweepTable, name: FigureName): DrawnChart {
  const figure = figureOf(table.goal, name);
  const lines = figureLines(table, {
    ...{ figure: name, along: 0, fixed: {} },
    ...(table.settings.length > 1 && { lines: 1 }),
  });
  const ends = lines.flatMap(({ points }) => points.flatMap(endsOfPoint));
  const [x, y] = [settingScale(table, 0), quantityScale(table, name, ends, 5)];
  const place: Placing = (across, up) => [
    round(frame.left + x.at(across) * (width - frame.left - frame.right)),
    round(frame.height - frame.bottom - y.at(up) * (frame.height - topOfLines - frame.bottom)),
  ];
  const other = table.settings[1]?.label ?? '';
  const drawn = lines.flatMap((line, index) => [
    ...drawLine(line, index, place, (point) => `${x.label} ${point.label}: ${formatSpread(point.spread, figure)}`),
    ...drawKey(line.label === '' ? '' : `${other} ${line.label}`, index, lines.length),
  ]);
  const along = text((frame.left + width) / 2, frame.height - 6, x.label, 'middle');
  const about = text(12, 34, aboutFigure(table, name, 'lines'), 'start');
  return image(figure.title, frame.height, [about, ...grid(x, y), along, ...drawn]);
}

/** Coordinates of a value at a position of the axis. */
type Placing = (position: number, value: number) => readonly [x: string, y: string];

const colourOf = (index: number): string => colours[index % colours.length] ?? '#222222';
const patternOf = (index: number): string => patterns[index % patterns.length] ?? '';

/** A line, and each of its means with a bar over its interval. */
function drawLine(
  { label, points }: FigureLine,
  index: number,
  place: Placing,
  wordsOf: (point: LinePoint) => string,
): Markup[] {
  if (points.length === 0) return [];
  const colour = colourOf(index);
  const line = points.map(({ position, spread }) => place(position, spread.mean).join(' ')).join('L');
  const marks = points.map((point) => {
    const [cx, cy] = place(point.position, point.spread.mean);
    const [low, high] = endsOfPoint(point).map((end) => place(point.position, end)[1]);
    const title = `${label === '' ? '' : `${label}, `}${wordsOf(point)}`;
    return markup`<path d="M${cx} ${low}V${high}" stroke="${colour}"/><circle cx="${cx}" cy="${cy}" r="3.5" fill="${colour}"><title>${title}</title></circle>`;
  });
  const path = markup`<path d="M${line}" fill="none" stroke="${colour}" stroke-width="1.8" stroke-dasharray="${patternOf(index)}"/>`;
  return [path, ...marks];
}

/** The key of one of `count` lines, in a row of them. */
function drawKey(label: string, index: number, count: number): Markup[] {
  if (label === '') return [];
  const left = Math.round(12 + index * Math.min(150, (width - 24) / count));
  const swatch = markup`<path d="M${left} 50h18" stroke="${colourOf(index)}" stroke-width="2" stroke-dasharray="${patternOf(index)}"/>`;
  return [swatch, text(left + 24, 54, label, 'start')];
}

function grid(x: Scale, y: Scale): Markup[] {
  const [right, bottom] = [width - frame.right, frame.height - frame.bottom];
  const rows = y.ticks.map(({ at, label }) => {
    const up = round(bottom - at * (bottom - topOfLines));
    return markup`<path d="M${frame.left} ${up}H${right}" stroke="#dddddd"/>${text(frame.left - 6, Number(up) + 4, label, 'end')}`;
  });
  const columns = x.ticks.map(({ at, label }) => {
    const across = round(frame.left + at * (right - frame.left));
    return markup`<path d="M${across} ${topOfLines}V${bottom}" stroke="#eeeeee"/>${text(Number(across), bottom + 16, label, 'middle')}`;
  });
  return [...rows, ...columns];
}
