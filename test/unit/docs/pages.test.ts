import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { targets } from '../../../scripts/package/targets.mjs';

const read = (page: string): string => readFileSync(page, 'utf8');

/** Text of a page outside of its blocks of code. */
const proseOf = (page: string): string => read(page).replaceAll(/^```[^]*?^```/gm, '');

interface Link {
  readonly page: string;
  /** Path from the root; the page itself for a link to one of its headings. */
  readonly to: string;
  readonly heading: string;
}

function linksOf(page: string): Link[] {
  return [...proseOf(page).matchAll(/\]\(([^)\s]+)[^)]*\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [file = '', heading = ''] = link.split('#');
      return { page, to: file === '' ? page : path.posix.join(path.posix.dirname(page), file), heading };
    });
}

/** Anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): Set<string> {
  const headings = [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase());
  return new Set(headings.map((heading) => heading.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-')));
}

const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('the documentation', () => {
  it('has an index with every page of docs', () => {
    const listed = new Set(linksOf('docs/README.md').map(({ to }) => to));
    assert.deepEqual(
      pages.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md' && !listed.has(page)),
      [],
    );
  });

  it('links to files and headings that are there', () => {
    const links = pages.flatMap(linksOf);
    assert.ok(links.length > 50);
    const dead = links.filter(({ to, heading }) => {
      if (!existsSync(to)) return true;
      return heading !== '' && statSync(to).isFile() && to.endsWith('.md') && !anchorsOf(to).has(heading);
    });
    assert.deepEqual(dead, []);
  });

  it('names the packages that a release has, and no others', () => {
    const named = [...read('docs/install.md').matchAll(/^\| `distillery-([\w-]+)\.vsix`/gm)].map(([, name]) => name);
    assert.deepEqual(named, targets);
  });

  it('is in Chinese on its first page too: the same sections, pictures, pages and figures', () => {
    const [english, chinese] = ['README.md', 'README.zh-cn.md'];
    const headings = (page: string): number => [...proseOf(page).matchAll(/^## /gm)].length;
    assert.equal(headings(chinese), headings(english));
    const shown = (page: string): string[] =>
      [...new Set(linksOf(page).map(({ to }) => to))].filter((to) => /^docs\/(?!engine|run-folder)|\.png$/.test(to));
    assert.deepEqual(
      shown(english).filter((to) => !shown(chinese).includes(to)),
      [],
    );
    const rows = (page: string): string[] =>
      [...proseOf(page).matchAll(/\d+(?:\.\d+)?(?= *\|)|\d+\.\d(?=\*)/g)].map(String);
    assert.deepEqual(rows(chinese), rows(english));
    const config = (page: string): string =>
      /```yaml\n(name: mnist[^]*?)```/.exec(read(page))?.[1]?.replaceAll(/ #.*/g, '') ?? '';
    assert.equal(config(chinese), config(english));
    assert.notEqual(config(chinese), '');
  });
});
