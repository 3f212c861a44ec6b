import type { Scale } from '../../../src/sweep-figures';

const namespace = 'http://www.w3.org/2000/svg';

/** Creates an SVG element. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
  parent?: Element,
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  parent?.append(element);
  return element;
}

/** Area of a chart's plot within its image, in CSS pixels. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Text of an axis in pixels. */
const edge = { top: 10, right: 14, bottom: 42, character: 6.6 } as const;

/** Draws an image with two axes and their grid. Gives the image and its plot area. */
export function drawAxes(
  size: { width: number; height: number },
  x: Scale,
  y: Scale,
): { image: SVGSVGElement; plotArea: PlotArea } {
  const longest = Math.max(2, ...y.ticks.map(({ label }) => label.length));
  const left = Math.min(size.width / 3, 16 + longest * edge.character);
  const plotArea = {
    ...{ left, top: edge.top },
    width: Math.max(40, size.width - left - edge.right),
    height: Math.max(40, size.height - edge.top - edge.bottom),
  };
  const image = svg('svg', { viewBox: `0 0 ${size.width} ${size.height}`, width: size.width, height: size.height });
  for (const { at, label } of y.ticks) {
    const line = toY(plotArea, at);
    svg('path', { d: `M${plotArea.left} ${line}h${plotArea.width}`, class: 'grid' }, image);
    const text = svg('text', { x: plotArea.left - 6, y: line, dy: 4, 'text-anchor': 'end' }, image);
    text.textContent = label;
  }
  const bottom = plotArea.top + plotArea.height;
  const room = plotArea.width / Math.max(1, x.ticks.length);
  let end = -Infinity;
  for (const { at, label } of x.ticks) {
    const across = toX(plotArea, at);
    svg('path', { d: `M${across} ${plotArea.top}v${plotArea.height}`, class: 'grid' }, image);
    const half = (label.length * edge.character) / 2;
    if (label === '' || (half * 2 > room && across - half < end)) continue;
    end = across + half + edge.character;
    // A label at an edge is held within the image.
    const anchor = Math.min(Math.max(across, half), size.width - half);
    const text = svg('text', { x: anchor, y: bottom + 16, 'text-anchor': 'middle' }, image);
    text.textContent = label;
  }
  const name = svg(
    'text',
    { x: plotArea.left + plotArea.width / 2, y: size.height - 6, 'text-anchor': 'middle' },
    image,
  );
  name.textContent = x.label;
  return { image, plotArea };
}

/** Pixels of a share of an axis. */
export const toX = ({ left, width }: PlotArea, share: number): number => left + share * width;
export const toY = ({ top, height }: PlotArea, share: number): number => top + (1 - share) * height;
