import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { configCopies, readMarks, RunCatalogue, runFiles, runsFolder, type RunSummary } from '../../src/runs';
import { makeSweep } from '../browser/sweep/make-sweep';
import { answering } from './answering';
import { until, uriOf, workspaceFolder } from './workspace';
import { removeWorkspace } from '../remove-workspace';

/** Tabs of panels of runs. */
const panels = (): vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => [...tabs])
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('distillery.run'));
const labels = (): string[] => panels().map(({ label }) => label);
const closePanels = (): Thenable<boolean> => vscode.window.tabGroups.close(panels());
const run = (name: string, ...words: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`distillery.${name}`, ...words);

describe('the panels of runs', () => {
  let sweep = '';
  let [one, other] = ['', ''];

  before(async () => {
    await closePanels();
    const over = { 'temperature.value': [1, 2] };
    sweep = makeSweep(runsFolder(workspaceFolder()), {
      name: 'looked through',
      over,
      seeds: 1,
      fresh: 0,
      control: false,
    });
    [one, other] = ['0000', '0001'].map((index) => `${sweep}-${index}-s1`) as [string, string];
  });
  beforeEach(closePanels);
  after(async () => {
    await closePanels();
    const runs = path.dirname(sweep);
    const own = readdirSync(runs).filter((name) => name.startsWith(path.basename(sweep)));
    for (const name of own) rmSync(path.join(runs, name), { recursive: true });
  });

  it('are one preview for rows that are clicked, which a double click keeps', async () => {
    await run('previewRun', { folder: one });
    await until('the preview', () => (labels().join() === 'flowers T 1' ? true : undefined));
    await run('previewRun', { folder: other });
    await until('the other run in the same panel', () => (labels().join() === 'flowers T 2' ? true : undefined));
    await run('previewRun', { folder: other });
    await run('previewRun', { folder: one });
    await until('a second panel', () => (labels().join() === 'flowers T 2,flowers T 1' ? true : undefined));
    const columns = panels().map(({ group }) => group.viewColumn);
    assert.equal(new Set(columns).size, 1, 'no third column opens');
  });

  it('compare runs that are selected together, and refuse runs of several folders', async () => {
    const errors = await answering({ showErrorMessage: () => undefined }, () =>
      run('compareRuns', { folder: one }, [{ folder: one }, { folder: other }]),
    );
    assert.deepEqual(errors, []);
    await until('the panel of the first', () => (labels().join() === 'flowers T 1' ? true : undefined));
  });

  it('offer the run’s own copy where its config was renamed', async () => {
    writeFileSync(path.join(one, configCopies.yaml), 'name: flowers T 1\n');
    const asked = await answering({ showWarningMessage: (_words, ...buttons) => buttons.at(-1) }, () =>
      run('openRunConfig', { folder: one }),
    );
    assert.match(asked[0] ?? '', /no longer at .*flowers\.distill\.yaml: it was renamed, moved or deleted/);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, path.join(one, configCopies.yaml));
    const again = await answering({ showWarningMessage: () => undefined }, () => run('rerun', { folder: sweep }));
    assert.doesNotMatch(again[0] ?? '', /Restore and Run/, 'nothing is written outside of the workspace');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('mark several runs at once, and leave archived ones out of the list', async () => {
    const both = [{ folder: one }, { folder: other }];
    await run('starRun', both[0], both);
    assert.deepEqual([readMarks(one).star, readMarks(other).star], [true, true]);
    await answering({ showInputBox: () => 'good, cheap' }, () => run('tagRun', both[0], both));
    await answering({ showInputBox: () => 'renamed' }, () => run('renameRun', both[0]));
    assert.deepEqual([readMarks(one).tags, readMarks(one).name], [['good', 'cheap'], 'renamed']);
    await run('pinBaseline', both[1]);
    assert.equal(readMarks(other).baseline, true);
    await answering({ showInformationMessage: () => undefined }, () => run('archiveRun', both[1], [both[1], both[0]]));
    assert.deepEqual([readMarks(one).archived, readMarks(other).archived], [true, true]);
  });

  it('delete several runs once, with their size', async () => {
    const [first = '', second = ''] = ['0000', '0001'].map((index) => `${sweep}-${index}-s1`);
    const both = [{ folder: first }, { folder: second }];
    const asked = await answering({ showWarningMessage: () => 'Delete' }, () => run('deleteRun', both[0], both));
    assert.match(asked[0] ?? '', /Delete 2 runs\?.*renamed, flowers T 2\. [\d.]+ kB of curves/);
    assert.ok(!existsSync(first) && !existsSync(second));
  });
});

describe('Clear Checkpoints', () => {
  let sweep = '';
  const child = (point: number): string => `${sweep}-000${point}-s1`;
  /** Weights that a run folder holds, of `last` and `best`. */
  const weights = (point: number): string[] => readdirSync(path.join(child(point), 'checkpoints')).sort();
  const clear = (answer: string | undefined): Promise<string[]> => {
    const isOwn = ({ detail }: vscode.QuickPickItem): boolean => detail === path.basename(sweep);
    return answering(
      {
        showQuickPick: (items) => (items as readonly vscode.QuickPickItem[]).filter(isOwn),
        showWarningMessage: () => answer,
        showInformationMessage: () => undefined,
        showErrorMessage: () => undefined,
      },
      () => run('clearCheckpoints'),
    );
  };

  before(() => {
    const over = { 'temperature.value': [1, 2, 4] };
    const shape = { name: 'cleared', over, seeds: 1, fresh: 0, open: 1, control: false };
    sweep = makeSweep(runsFolder(workspaceFolder()), shape);
    for (const point of [0, 1, 2]) {
      mkdirSync(path.join(child(point), 'checkpoints'));
      for (const name of ['last', 'best'])
        writeFileSync(path.join(child(point), 'checkpoints', `${name}.weights`), Buffer.alloc(3000));
    }
  });
  after(() => {
    for (const folder of [sweep, ...[0, 1, 2].map(child)]) rmSync(folder, { recursive: true });
  });

  it('names the size of a sweep’s, asks, and removes those of its finished runs alone', async () => {
    const [offered = '', question = '', ...more] = await clear(undefined);
    assert.match(offered, /"label":"cleared","description":"6\.0 kB of 2 runs"/);
    assert.match(question, /^\["Remove these checkpoints\?",.*"6\.0 kB of 2 runs\. Finished runs do not go on/);
    assert.deepEqual(more, []);
    for (const point of [0, 1, 2])
      assert.deepEqual(weights(point), ['best.weights', 'last.weights'], 'not yet agreed to');
    assert.equal((await clear('Remove')).at(-1), '["6.0 kB of 2 runs removed."]');
    assert.deepEqual([0, 1, 2].map(weights), [['best.weights'], ['best.weights'], ['best.weights', 'last.weights']]);
    const again = await clear('Remove');
    assert.ok(!again.some((words) => words.includes('"cleared"')), 'there is nothing left to offer');
  });
});

describe('the runs table', () => {
  const tables = (): vscode.Tab[] =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => [...tabs])
      .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('runsTable'));
  after(() => vscode.window.tabGroups.close(tables()));

  it('opens in an editor tab, once', async () => {
    await run('openRunsTable');
    await run('openRunsTable');
    await until('the tab', () => (tables().length === 1 ? true : undefined));
    assert.equal(tables()[0]?.label, 'Runs');
  });
});

describe('a config outside of the workspace’s folders', () => {
  let folder = '';
  before(() => (folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'distillery-outside-')))));
  after(async () => {
    await closePanels();
    await removeWorkspace(folder);
  });
  const outside = async (): Promise<RunSummary | undefined> => (await new RunCatalogue(runsFolder(folder)).list())[0];

  it('runs, has its panel named, and is stopped by it', async () => {
    const file = path.join(folder, 'outside.distill.yaml');
    cpSync(uriOf('long.distill.yaml').fsPath, file);
    await run('run', vscode.Uri.file(file));
    const running = await until('a step', async () => {
      const now = await outside();
      assert.notEqual(now?.status, 'failed', now?.progress.message);
      return now !== undefined && now.progress.step > 0 ? now : undefined;
    });
    assert.ok(
      labels().some((label) => /^long/.test(label)),
      'the watched folder gives the panel its name',
    );
    const errors = await answering({ showErrorMessage: () => undefined }, () =>
      run('stop', { folder: running.folder }),
    );
    assert.deepEqual(errors, []);
    await until('the stop', async () => ((await outside())?.status === 'stopped' ? true : undefined));
    // Its supervisor writes until then, into a folder that is about to go.
    const exit = path.join(running.folder, runFiles.exit);
    await until('the end of its processes', () => (existsSync(exit) ? true : undefined));
  });
});

describe('New Config', () => {
  const folder = 'a sub folder';
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uriOf(folder), { recursive: true });
  });

  it('asks a kind and a name, and writes beside the active file', async () => {
    const notes = uriOf(`${folder}/notes.txt`);
    await vscode.workspace.fs.writeFile(notes, Buffer.from('notes'));
    await vscode.window.showTextDocument(notes);
    const problems: unknown[] = [];
    const answers = {
      showQuickPick: (kinds: unknown) => (kinds as readonly unknown[])[0],
      showInputBox: (options: unknown) => {
        const box = options as vscode.InputBoxOptions;
        for (const name of ['', '../up', '9', 'my-first']) problems.push(box.validateInput?.(name));
        return 'my-first';
      },
    };
    await answering(answers, () => run('newConfig'));
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.fsPath, uriOf(`${folder}/my-first.distill.yaml`).fsPath);
    assert.match(document.getText(), /^name: my-first$/m);
    assert.deepEqual(problems, [...Array<string>(3).fill('Letters, digits, - and _, a letter first'), undefined]);
    const errors = vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    assert.deepEqual(errors, []);
  });
});
