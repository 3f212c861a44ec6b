import { dotsOf, labelOf, quantityScale, type SweepTable } from '../../../src/sweep-figures';
import { colourOf, readTheme } from '../../drawing';
import { axesOf, type Choices } from '../choices';
import { makeReachable, nameMark, type Mark } from './marks';
import { drawAxes, svg, toX, toY } from './svg';

/** Draws the points of a sweep by two quantities. Undefined where none has both. */
export function drawDots(
  table: SweepTable,
  choices: Choices,
  size: { readonly width: number; readonly height: number },
  show: (points: readonly number[], isByKey: boolean) => void,
): Element[] | undefined {
  const axes = axesOf(table, choices);
  const dots = dotsOf(table, axes.x, axes.y);
  if (dots.length === 0) return undefined;
  const ticks = Math.max(2, Math.floor(size.width / 90));
  const x = quantityScale(
    table,
    axes.x,
    dots.map((dot) => dot.x),
    ticks,
  );
  const y = quantityScale(
    table,
    axes.y,
    dots.map((dot) => dot.y),
    5,
  );
  const { image, plotArea } = drawAxes(size, x, y);
  image.setAttribute('role', 'group');
  image.setAttribute('aria-label', `${labelOf(table, axes.y)} by ${labelOf(table, axes.x)}`);
  const theme = readTheme();
  // Keys go from left to right.
  const order = [...dots].sort((one, other) => one.x - other.x || one.y - other.y);
  const marks = order.map((dot): Mark => {
    const place = { cx: toX(plotArea, x.at(dot.x)), cy: toY(plotArea, y.at(dot.y)), r: dot.isBest ? 6 : 4 };
    const element = svg('circle', { ...place, fill: colourOf(theme, dot.isBest ? 1 : 0) });
    element.classList.add('dot');
    nameMark(element, dot.label, dot.isBest);
    return { element, points: [dot.point] };
  });
  image.append(...marks.map(({ element }) => element));
  makeReachable(marks, 1, show);
  return [image];
}
