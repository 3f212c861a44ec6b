import { sparklineOf, type TableRun } from '../../src/run-table';

const namespace = 'http://www.w3.org/2000/svg';
const size = { width: 74, height: 16 } as const;

/**
 * Makes an image of a small line in a cell. Gives the function that draws the validations of runs, with a band where there are
 * several, and nothing without two of them.
 */
export function makeCurve(cell: HTMLElement): (runs: readonly TableRun[]) => void {
  const { width, height } = size;
  const image = element('svg', {
    ...{ width, height, viewBox: `0 0 ${width} ${height}` },
    ...{ class: 'spark', 'aria-hidden': 'true' },
  });
  const band = element('polygon', { class: 'spark-band' });
  const line = element('polyline', { class: 'spark-line' });
  image.append(band, line);
  cell.append(image);
  return (runs) => {
    const drawn = sparklineOf(runs);
    band.setAttribute('points', textOf(drawn?.band ?? []));
    line.setAttribute('points', textOf(drawn?.line ?? []));
  };
}

/** Points in the image's pixels. */
const textOf = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y]) => `${tenths(x * size.width)},${tenths(1 + y * (size.height - 2))}`).join(' ');

const tenths = (value: number): number => Math.round(value * 10) / 10;

function element(
  name: 'svg' | 'polygon' | 'polyline',
  attributes: Readonly<Record<string, string | number>>,
): SVGElement {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
