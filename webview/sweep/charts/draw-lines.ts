import {
  endsOfPoint,
  figureLines,
  figureOf,
  formatSpread,
  quantityScale,
  settingScale,
  type Figure,
  type FigureLine,
  type LinePoint,
  type SweepTable,
} from '../../../src/sweep-figures';
import { colourOf, dashes, readTheme } from '../../drawing';
import { axesOf, figureIn, type Choices } from '../choices';
import { makeReachable, nameMark, type Mark } from './marks';
import { drawAxes, svg, toX, toY } from './svg';

/** Draws the lines of a figure along a setting, each mean with its 95 % interval. Undefined without any result. */
export function drawLines(
  table: SweepTable,
  choices: Choices,
  size: { readonly width: number; readonly height: number },
  show: (points: readonly number[], isByKey: boolean) => void,
): Element[] | undefined {
  const { rows, columns, fixed } = axesOf(table, choices);
  const figure = figureOf(table.goal, figureIn(table, choices));
  const question = { figure: figure.name, along: columns, fixed, ...(rows >= 0 && { lines: rows }) };
  const lines = figureLines(table, question);
  const ends = lines.flatMap(({ points }) => points.flatMap(endsOfPoint));
  if (ends.length === 0) return undefined;
  const x = settingScale(table, columns);
  const y = quantityScale(table, figure.name, ends, 5);
  const { image, plotArea } = drawAxes(size, x, y);
  image.setAttribute('role', 'group');
  image.setAttribute('aria-label', `${figure.title} along ${x.label}`);
  const marks = lines.flatMap((line, index) => {
    const other = line.label === '' ? '' : `, ${table.settings[rows]?.label ?? ''} ${line.label}`;
    const colour = colourOf(readTheme(), index);
    const at: Placing = ({ position }, value) => [toX(plotArea, x.at(position)), toY(plotArea, y.at(value))];
    const nameOf = (point: LinePoint): string => `${x.label} ${point.label}${other}: ${wordsOf(point, figure)}`;
    drawPath(image, line, at, { colour, dash: dashes[index % dashes.length]?.join(' ') ?? '' });
    return line.points.map((point) => drawMean(image, point, at, { colour, name: nameOf(point) }));
  });
  makeReachable(marks, lines[0]?.points.length ?? 1, show);
  return rows < 0 ? [image] : [legendOf(lines, table.settings[rows]?.label ?? ''), image];
}

/** A mean in words, with the ends of its interval. */
function wordsOf({ spread, halfWidth }: LinePoint, figure: Figure): string {
  if (halfWidth === undefined) return formatSpread(spread, figure);
  const [low, high] = endsOfPoint({ spread, halfWidth }).map(figure.formatMean);
  return `${figure.formatMean(spread.mean)}, 95 % interval ${low} to ${high}`;
}

/** Pixels of a value at a place of the axis. */
type Placing = (point: LinePoint, value: number) => readonly [across: number, up: number];

function drawPath(
  image: SVGSVGElement,
  { points }: FigureLine,
  at: Placing,
  { colour, dash }: { readonly colour: string; readonly dash: string },
): void {
  if (points.length === 0) return;
  const line = points.map((point) => at(point, point.spread.mean).join(' ')).join('L');
  svg('path', { d: `M${line}`, class: 'line', stroke: colour, 'stroke-dasharray': dash }, image);
}

/** Draws a mean and a bar over its interval. */
function drawMean(
  image: SVGSVGElement,
  point: LinePoint,
  at: Placing,
  { colour, name }: { readonly colour: string; readonly name: string },
): Mark {
  const { mean } = point.spread;
  if (point.halfWidth !== undefined) {
    const [[across, bottom], [, top]] = [at(point, mean - point.halfWidth), at(point, mean + point.halfWidth)];
    const d = `M${across} ${bottom}V${top}M${across - 4} ${top}h8M${across - 4} ${bottom}h8`;
    svg('path', { d, class: 'interval', stroke: colour }, image);
  }
  const [cx, cy] = at(point, mean);
  const element = svg('circle', { cx, cy, r: point.isBest ? 5.5 : 4, fill: colour }, image);
  nameMark(element, name, point.isBest);
  return { element, points: point.points };
}

function legendOf(lines: readonly FigureLine[], name: string): HTMLElement {
  const theme = readTheme();
  const legend = document.createElement('ul');
  legend.className = 'line-legend';
  lines.forEach(({ label }, index) => {
    const item = document.createElement('li');
    const swatch = svg('svg', { viewBox: '0 0 22 8', width: 22, height: 8, 'aria-hidden': 'true' });
    const dash = dashes[index % dashes.length]?.join(' ') ?? '';
    svg('path', { d: 'M0 4h22', class: 'line', stroke: colourOf(theme, index), 'stroke-dasharray': dash }, swatch);
    item.append(swatch, `${name} ${label}`);
    legend.append(item);
  });
  return legend;
}
