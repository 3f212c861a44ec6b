import { markup, type Markup } from '../../markup';

/** Width of each chart of an export, in pixels. */
export const width = 640;

/** A chart and its height. */
export interface DrawnChart {
  readonly height: number;
  /** The chart at a distance from the top of the image that contains it. */
  readonly at: (y: number) => Markup;
}

/** A chart with its title. */
export function image(title: string, height: number, parts: readonly Markup[]): DrawnChart {
  const at = (y: number): Markup =>
    markup`<svg xmlns="http://www.w3.org/2000/svg" y="${y}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}" font-family="sans-serif" font-size="12" fill="#222222"><rect width="${width}" height="${height}" fill="#ffffff"/><text x="12" y="18" font-weight="600">${title}</text>${parts}</svg>`;
  return { height, at };
}

/** A text at a place. */
export function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end'): Markup {
  return markup`<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${words}</text>`;
}

/** Coordinates to a tenth of a pixel. */
export const round = (value: number): string => String(Math.round(10 * value) / 10);
