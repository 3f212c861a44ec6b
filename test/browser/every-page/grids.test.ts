import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { changeMarks } from '../../../src/runs';
import { launch } from '../panel/page';
import { makeSweep } from '../sweep/make-sweep';
import { SweepPage } from '../sweep/sweep-page';
import { TablePage } from '../table/table-page';

/** Properties of a node of the accessibility tree that a screen reader says. */
const said = ['level', 'expanded', 'selected', 'multiselectable'];

interface TreeNode {
  readonly nodeId: string;
  readonly childIds?: readonly string[];
  readonly ignored: boolean;
  readonly role?: { readonly value?: string };
  readonly name?: { readonly value?: string };
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown } }[];
}

/** Nodes of some roles as Chromium gives them to a screen reader, in reading order: role, name and properties, without ages. */
async function nodesOf(page: Page, ...roles: readonly string[]): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { readonly nodes: readonly TreeNode[] };
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const inOrder = (node: TreeNode): TreeNode[] => [
    node,
    ...(node.childIds ?? []).flatMap((id) => byId.get(id) ?? []).flatMap(inOrder),
  ];
  return nodes
    .slice(0, 1)
    .flatMap(inOrder)
    .filter(({ ignored, role }) => !ignored && roles.includes(role?.value ?? ''))
    .map(({ role, name, properties = [] }) => {
      const more = properties
        .filter((one) => said.includes(one.name) && (one.name !== 'multiselectable' || one.value.value === true))
        .map((one) => `${one.name} ${String(one.value.value)}`);
      const words = (name?.value ?? '').replaceAll(/just now|\d+ (s|min) ago/g, 'AGO');
      return [`${role?.value} '${words}'`, ...more].join(', ');
    });
}

describe('the tables as a screen reader has them', () => {
  let browser: Browser;
  let root: string;
  let sweep: string;

  before(async () => {
    browser = await launch();
    root = mkdtempSync(path.join(tmpdir(), 'distillery-grids-'));
    sweep = makeSweep(root, { over: { 'temperature.value': [1, 4] }, seeds: 2, fresh: 0, epochs: 4 });
    changeMarks(`${sweep}-0001-s1`, { star: true, tags: ['best'], note: 'so far' });
  });
  after(async () => {
    await browser.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('the runs table: rows with levels, marks in words, heads by their names alone', async () => {
    const { page } = await TablePage.open(browser, root);
    await page.locator('.lead').first().click();
    await page.evaluate('window.fakeEditor.frames()');
    assert.deepEqual(await nodesOf(page, 'treegrid', 'toolbar', 'searchbox'), [
      "searchbox 'Filter the runs'",
      "treegrid 'Runs', multiselectable true",
      "toolbar 'Actions on the selected runs'",
    ]);
    const rows = await nodesOf(page, 'row');
    const results =
      'accuracy 97.19 % ± 0.15, test errors 280.5 ± 14.8, against control −65.5 ± 20.5, T 4, hard 0.1, soft 0.9, seed 1, 2';
    assert.equal(
      rows[1],
      `row 'flowers T 4, with a star, 2 seeds, ${results}, NLL 0.1280 ± 0.0015, time 36.3 s ± 1.8 s, made AGO', level 1, expanded true, selected true`,
    );
    assert.match(
      rows[3] ?? '',
      /^row 'flowers T 4 · seed 1, starred, #best, note: so far, accuracy .*', level 2, selected false$/,
    );
    assert.match(rows[4] ?? '', /^row 'flowers T 1, 2 seeds, .*', level 1, expanded false, selected false$/);
    const cells = await nodesOf(page, 'gridcell');
    assert.equal(cells[0], "gridcell 'flowers T 4, 2 seeds, with a star'", 'marks are not run into the label');
    assert.ok((await nodesOf(page, 'columnheader')).includes("columnheader 'made'"), 'no arrow is read out');
    assert.equal(await page.locator('[aria-sort="descending"]').innerText(), 'made ▾');
    const nameless = (await nodesOf(page, 'button', 'combobox', 'checkbox', 'row', 'columnheader')).filter((node) =>
      / ''/.test(node),
    );
    assert.deepEqual(nameless, []);
    await page.close();
  });

  it('the page of a sweep: charts as tabs, marks in words, points that say their settings once', async () => {
    const { page } = await SweepPage.open(browser, sweep);
    assert.deepEqual(await nodesOf(page, 'tablist', 'tab', 'treegrid', 'progressbar'), [
      "tablist 'Charts of this sweep'",
      "tab 'Lines', selected true",
      "tab 'Scatter', selected false",
      "treegrid 'Points of the sweep'",
    ]);
    await page.locator('.twist').first().click();
    await page.evaluate('window.fakeEditor.frames()');
    const results =
      'seeds 2, validation accuracy 97.19 % ± 0.16, against the control −65.5 ± 20.5, test errors 280.5 ± 14.8';
    const rows = await nodesOf(page, 'row');
    assert.equal(
      rows[1],
      `row 'temperature 4, ${results}, errors of the control 346.0 ± 5.7, time 36.3 s ± 1.8 s, the best by the goal', level 1, expanded true`,
    );
    assert.match(rows[2] ?? '', /^row 'seed 1, .*', level 2$/);
    assert.equal((await nodesOf(page, 'gridcell'))[0], "gridcell '4'", 'no arrow and no star is read out');
    const buttons = await nodesOf(page, 'button');
    assert.ok(buttons.includes("button 'temperature 4: −65.5 ± 20.5, the best by the goal'"), buttons.join('\n'));
    assert.deepEqual(
      [...buttons, ...(await nodesOf(page, 'combobox', 'row', 'columnheader'))].filter((node) => / ''/.test(node)),
      [],
    );
    await page.close();
  });
});
