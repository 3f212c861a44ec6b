import { sparklineOf, type TableRun } from '../../src/run-table';

const namespace = 'http://www.w3.org/2000/svg';
const size = { width: 74, height: 16 } as const;

/** Draws the validations of runs as a small line, with a band where there are several; nothing without two of them. */
export function drawCurve(runs: readonly TableRun[]): Element[] {
  const drawn = sparklineOf(runs);
  if (drawn === undefined) return [];
  const { width, height } = size;
  const image = element('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    class: 'spark',
    'aria-hidden': 'true',
  });
  const textOf = (points: readonly (readonly [number, number])[]): string =>
    points.map(([x, y]) => `${tenths(x * width)},${tenths(1 + y * (height - 2))}`).join(' ');
  if (drawn.band.length > 0) image.append(element('polygon', { points: textOf(drawn.band), class: 'spark-band' }));
  image.append(element('polyline', { points: textOf(drawn.line), class: 'spark-line' }));
  return [image];
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

function element(
  name: 'svg' | 'polygon' | 'polyline',
  attributes: Readonly<Record<string, string | number>>,
): SVGElement {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
