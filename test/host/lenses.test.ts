import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until, uriOf } from './workspace';

const configs = ['quick.distill.yaml', 'quick.distill.json'];

async function open(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uriOf(name));
  await vscode.window.showTextDocument(document);
  return document;
}

/** The lenses above a document: line, title and command of each. */
async function lensesOf({ uri }: vscode.TextDocument): Promise<[number, string, string][]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 50);
  return lenses.map(({ range, command }) => [range.start.line, command?.title ?? '', command?.command ?? '']);
}

const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('distillery.codeLens');

describe('the lenses of a config', () => {
  for (const name of configs) {
    it(`stand above its first line, its temperature and its student: ${name}`, async () => {
      const document = await open(name);
      const lineOf = (key: string): number =>
        document.positionAt(document.getText().search(new RegExp(`^\\s*"?${key}`, 'm'))).line;
      const lenses = await lensesOf(document);
      assert.deepEqual(
        lenses.map(([, title, command]) => [title, command]),
        [
          ['$(play) Run', 'distillery.run'],
          ['PyTorch', 'distillery.showObjective'],
          ['12,730 parameters, 50 % of the teacher’s', ''],
          ['T: linear ▾', 'distillery.pickTemperatureStrategy'],
          ['Preview', 'distillery.previewTemperature'],
        ],
      );
      const strategy = lenses.find(([, title]) => title.startsWith('T:'));
      const known = await vscode.commands.getCommands(true);
      for (const [, , command] of lenses) assert.ok(command === '' || known.includes(command), command);
      assert.equal(strategy?.[0], lineOf('temperature'));
    });

    it(`can each be turned off: ${name}`, async () => {
      const document = await open(name);
      for (const [setting, title] of [
        ['run', '$(play) Run'],
        ['size', '12,730 parameters, 50 % of the teacher’s'],
        ['strategy', 'T: linear ▾'],
        ['preview', 'Preview'],
        ['pytorch', 'PyTorch'],
      ] as const) {
        await settings().update(setting, false, vscode.ConfigurationTarget.Workspace);
        const shown = (await lensesOf(document)).map(([, shownTitle]) => shownTitle);
        assert.ok(shown.length === 4 && !shown.includes(title), `${setting}: ${shown.join(', ')}`);
        await settings().update(setting, undefined, vscode.ConfigurationTarget.Workspace);
      }
    });
  }

  it('show the objective as an untitled Python document', async () => {
    const document = await open('quick.distill.yaml');
    await vscode.commands.executeCommand('distillery.showObjective', document.uri);
    const shown = vscode.window.activeTextEditor?.document;
    assert.deepEqual([shown?.languageId, shown?.isUntitled], ['python', true]);
    assert.match(shown?.getText() ?? '', /^"""The objective of quick\.distill\.yaml, for PyTorch\.\n/);
    assert.match(shown?.getText() ?? '', /^class Objective\(nn\.Module\):$/m);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('has one above the augmentation of the data, which shows its pictures beside the config', async () => {
    const document = await open('quick.distill.yaml');
    const at = document.positionAt(document.getText().indexOf('data:'));
    const type = new vscode.WorkspaceEdit();
    type.replace(
      document.uri,
      document.lineAt(at.line).range,
      'data:\n  set: mnist\n  validation: 5000\n  augment: { rotation: 10 }',
    );
    assert.ok(await vscode.workspace.applyEdit(type));
    const found = (await lensesOf(document)).find(([, , command]) => command === 'distillery.previewAugmentation');
    assert.equal(found?.[0], at.line + 3);
    await vscode.commands.executeCommand('distillery.previewAugmentation', document.uri);
    const tabs = (): string[] =>
      vscode.window.tabGroups.all.flatMap(({ tabs: some }) => some.map(({ label }) => label));
    await until('the preview of the augmentation', () => tabs().find((label) => label.startsWith('Augmentation of ')));
    await vscode.window.tabGroups.close(
      vscode.window.tabGroups.all.flatMap(({ tabs: some }) => some.filter(({ label }) => label.startsWith('Augment'))),
    );
    await vscode.commands.executeCommand('undo');
    await document.save();
  });

  it('says a student’s size as it was while the config cannot be read', async () => {
    const document = await open('quick.distill.yaml');
    const before = await lensesOf(document);
    const at = document.positionAt(document.getText().indexOf('epochs'));
    const type = new vscode.WorkspaceEdit();
    type.insert(document.uri, at, 'x: [ {');
    assert.ok(await vscode.workspace.applyEdit(type));
    assert.deepEqual(await lensesOf(document), before);
    await vscode.commands.executeCommand('undo');
    await document.save();
  });
});
