import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launch } from './panel/page';

const codicons = path.resolve('node_modules/@vscode/codicons/src/icons');
/** Icons that VS Code has in its activity bar, the test view's beaker among them. */
const neighbours = [
  ...['files', 'search', 'source-control', 'debug-alt', 'extensions', 'beaker', 'remote-explorer', 'account'],
  ...['settings-gear', 'comment-discussion', 'references', 'list-tree'],
];
/** The icon of before, which was taken for the beaker. */
const flask =
  '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.5"><path d="M9 3h6M10 3v6l-5 9a2 2 0 0 0 2 3h10a2 2 0 0 0 2-3l-5-9V3M7.500 15h9"/></svg>';

/**
 * For the page: the share that the silhouettes of two icons have in common, once each fills a square; what its lines enclose is part of an
 * icon's silhouette. Also the width and height of the first one's ink, of 24.
 */
const compare = `async (...icons) => {
  const size = 96;
  const pixels = async (svg, box) => {
    const image = new Image();
    image.src = 'data:image/svg+xml,' + encodeURIComponent(svg.replaceAll('currentColor', '#000').replace('<svg', '<svg color="#000"'));
    await image.decode();
    const context = new OffscreenCanvas(size, size).getContext('2d');
    const { x, y, width, height } = box ?? { x: 0, y: 0, width: 1, height: 1 };
    context.drawImage(image, (-x / width) * size, (-y / height) * size, size / width, size / height);
    const { data } = context.getImageData(0, 0, size, size);
    return Array.from({ length: size * size }, (_, at) => data[4 * at + 3] > 127);
  };
  const boxOf = (ink) => {
    const at = ink.flatMap((isInk, place) => (isInk ? [place] : []));
    const [xs, ys] = [at.map((place) => place % size), at.map((place) => Math.floor(place / size))];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    return { x: x / size, y: y / size, width: (Math.max(...xs) + 1 - x) / size, height: (Math.max(...ys) + 1 - y) / size };
  };
  const fill = (ink) => {
    const outside = new Set();
    const edge = ink.flatMap((_, at) => (at % size === 0 || at % size === size - 1 || at < size || at >= size * (size - 1) ? [at] : []));
    while (edge.length > 0) {
      const at = edge.pop();
      if (ink[at] || outside.has(at)) continue;
      outside.add(at);
      if (at % size > 0) edge.push(at - 1);
      if (at % size < size - 1) edge.push(at + 1);
      if (at >= size) edge.push(at - size);
      if (at < size * (size - 1)) edge.push(at + size);
    }
    return ink.map((_, at) => !outside.has(at));
  };
  const boxes = [];
  const shapes = [];
  for (const icon of icons) {
    boxes.push(boxOf(await pixels(icon)));
    shapes.push(fill(await pixels(icon, boxes.at(-1))));
  }
  const [one, other] = shapes;
  const both = one.filter((isIn, at) => isIn && other[at]).length;
  const any = one.filter((isIn, at) => isIn || other[at]).length;
  return { common: both / any, width: 24 * boxes[0].width, height: 24 * boxes[0].height };
}`;

interface Compared {
  readonly common: number;
  readonly width: number;
  readonly height: number;
}

describe('the icon in the activity bar', () => {
  let browser: Browser;
  let page: Page;
  const own = readFileSync(path.resolve('media/distillery.svg'), 'utf8');
  const compared = (one: string, other: string): Promise<Compared> =>
    page.evaluate<Compared>(`(${compare})(${JSON.stringify(one)}, ${JSON.stringify(other)})`);
  const codicon = (name: string): string => readFileSync(path.join(codicons, `${name}.svg`), 'utf8');

  before(async () => {
    browser = await launch();
    page = await browser.newPage();
  });
  after(() => browser.close());

  it('has a silhouette of its own: none of VS Code’s beside it is near, as the flask of before was', async () => {
    const common: Record<string, number> = {};
    for (const name of neighbours) common[name] = (await compared(own, codicon(name))).common;
    const words = Object.entries(common).map(([name, share]) => `${name} ${share.toFixed(2)}`);
    assert.ok(Math.max(...Object.values(common)) < 0.7, words.join(', '));
    const before = await compared(flask, codicon('beaker'));
    assert.ok(before.common > 0.8, `the flask of before has ${before.common.toFixed(2)} in common with the beaker`);
  });

  it('fills its square, as its neighbours do', async () => {
    const { width, height } = await compared(own, own);
    assert.ok(width >= 18 && height >= 18, `${width.toFixed(1)} × ${height.toFixed(1)} of 24`);
  });
});
