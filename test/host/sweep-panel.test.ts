import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { runsFolder } from '../../src/runs';
import { makeSweep } from '../browser/sweep/make-sweep';
import { until, workspaceFolder } from './workspace';

const tabs = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap(({ tabs: some }) => [...some]);

describe('the panel of a sweep', () => {
  let folder = '';

  before(() => {
    folder = makeSweep(runsFolder(workspaceFolder()), { name: 'looked at', seeds: 1 });
  });
  after(async () => {
    await vscode.window.tabGroups.close(tabs().filter(({ label }) => label === 'looked at'));
    const runs = path.dirname(folder);
    const own = readdirSync(runs).filter((name) => name.startsWith(path.basename(folder)));
    for (const name of own) rmSync(path.join(runs, name), { recursive: true });
  });

  it('opens a finished sweep: its page asks for it and gives the panel its name', async () => {
    assert.ok(!tabs().some(({ label }) => label === 'looked at'));
    await vscode.commands.executeCommand('distillery.openRunPanel', { folder });
    // The name comes with the answer to the page's first request; before, the tab has that of the folder.
    await until('the panel has its name', () => tabs().find(({ label }) => label === 'looked at'));
  });
});
