import { parallelCoordinates, type FigureName, type Scale, type SweepTable } from '../../../src/sweep-figures';
import { colourOf, readTheme } from '../../drawing';
import { makeReachable, nameMark, type Mark } from './marks';
import { svg } from './svg';
import { truncate } from '../../../src/wording';

const edge = { top: 26, bottom: 12, side: 46 } as const;

/** Draws the points of a sweep as lines over its settings and a figure. Undefined where none has the figure. */
export function drawParallel(
  table: SweepTable,
  figure: FigureName,
  { width, height }: { readonly width: number; readonly height: number },
  show: (points: readonly number[], isByKey: boolean) => void,
): Element[] | undefined {
  const { axes, lines } = parallelCoordinates(table, figure);
  if (lines.length === 0) return undefined;
  const image = svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'group' });
  image.setAttribute('aria-label', `points by ${axes.map(({ label }) => label).join(', ')}`);
  const step = (width - 2 * edge.side) / Math.max(1, axes.length - 1);
  const across = (axis: number): number => edge.side + axis * step;
  const up = (share: number): number => height - edge.bottom - share * (height - edge.top - edge.bottom);
  const theme = readTheme();
  const marks = lines.map(({ at, strength, isBest, label, point }): Mark => {
    const d = `M${at.map((share, axis) => `${across(axis).toFixed(1)} ${up(share).toFixed(1)}`).join('L')}`;
    const element = svg('path', { d, stroke: colourOf(theme, isBest ? 1 : 0) }, image);
    element.classList.add('parallel');
    if (!isBest) element.style.setProperty('--strength', String(strength));
    nameMark(element, label, isBest);
    return { element, points: [point] };
  });
  axes.forEach((axis, index) =>
    drawAxis(image, axis, { x: across(index), up, room: step, isLast: index === axes.length - 1 }),
  );
  // Keys go from the best line on, which is drawn last.
  makeReachable([...marks].reverse(), 1, show);
  return [image];
}

interface AxisPlace {
  readonly x: number;
  readonly up: (share: number) => number;
  /** Pixels to the next axis. */
  readonly room: number;
  readonly isLast: boolean;
}

/** Pixels of a character of a label. */
const ofCharacter = 6.4;

function drawAxis(image: SVGSVGElement, { label, ticks }: Scale, { x, up, room, isLast }: AxisPlace): void {
  svg('path', { d: `M${x} ${up(1)}V${up(0)}`, class: 'parallel-axis' }, image);
  const anchor = isLast ? 'end' : x === edge.side ? 'start' : 'middle';
  const start = anchor === 'start' ? 4 : anchor === 'end' ? x + edge.side - 4 : x;
  const name = svg('text', { x: start, y: 14, 'text-anchor': anchor, class: 'parallel-name' }, image);
  name.textContent = shortened(label, (anchor === 'middle' ? room : room / 2 + edge.side) - 6);
  for (const { at, label: words } of ticks) {
    if (words === '') continue;
    const text = svg(
      'text',
      { x: isLast ? x + 5 : x - 5, y: up(at) + 4, 'text-anchor': isLast ? 'start' : 'end', class: 'parallel-tick' },
      image,
    );
    text.textContent = shortened(words, x === edge.side || isLast ? edge.side - 6 : room - 10);
    if (text.textContent !== words) svg('title', {}, text).textContent = words;
  }
}

/** A text that fits into a number of pixels. */
function shortened(text: string, pixels: number): string {
  return truncate(text, Math.max(2, Math.floor(pixels / ofCharacter)));
}
