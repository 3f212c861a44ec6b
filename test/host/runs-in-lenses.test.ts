import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until, uriOf } from './workspace';

/** The lenses above a document: line, title and command of each. */
async function lensesOf({ uri }: vscode.TextDocument): Promise<[number, string, string][]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 50);
  return lenses.map(({ range, command }) => [range.start.line, command?.title ?? '', command?.command ?? '']);
}

/** The lenses that come from runs, in their order, with what each says. The suite has run both configs by now. */
const expected: [name: string, lenses: [setting: string, command: string, title: RegExp][]][] = [
  [
    'long.distill.yaml',
    [
      ['run', 'distillery.run', /Run$/],
      ['resume', 'distillery.resume', /Resume$/],
      ['result', 'distillery.openRunPanel', /^last run stopped/],
      ['compare', 'distillery.compareRuns', /^Compare$/],
      ['pytorch', 'distillery.showObjective', /^PyTorch$/],
    ],
  ],
  [
    'quick.distill.yaml',
    [
      ['run', 'distillery.run', /Run$/],
      ['result', 'distillery.openRunPanel', /^\d\d\.\d\d % right, [\d,]+ errors/],
      ['compare', 'distillery.compareRuns', /^Compare$/],
      ['pytorch', 'distillery.showObjective', /^PyTorch$/],
    ],
  ],
];

const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('distillery.codeLens');

describe('the lenses of a config that has run', () => {
  for (const [name, lenses] of expected) {
    let document: vscode.TextDocument;
    before(async () => {
      document = await vscode.workspace.openTextDocument(uriOf(name));
      await vscode.window.showTextDocument(document);
    });
    const fromRuns = async (): Promise<[number, string, string][]> => {
      const commands = lenses.map(([, command]) => command);
      return (await lensesOf(document)).filter(([, , command]) => commands.includes(command));
    };

    it(`stand above its first line in one order: ${name}`, async () => {
      const shown = await until('the lenses', async () => {
        const now = await fromRuns();
        return now.length === lenses.length ? now : undefined;
      });
      shown.forEach(([line, title, command], index) => {
        const [, wanted, says] = lenses[index] ?? [];
        assert.deepEqual([line, command], [shown[0]?.[0], wanted]);
        assert.match(title, says ?? /^$/);
      });
    });

    for (const [setting, command] of lenses) {
      it(`${setting} can be turned off, and nothing else goes with it: ${name}`, async () => {
        const before = await lensesOf(document);
        await settings().update(setting, false, vscode.ConfigurationTarget.Workspace);
        const off = await lensesOf(document);
        await settings().update(setting, undefined, vscode.ConfigurationTarget.Workspace);
        assert.deepEqual(
          off,
          before.filter(([, , other]) => other !== command),
        );
        assert.equal(off.length, before.length - 1);
        assert.deepEqual(await lensesOf(document), before);
      });
    }

    it(`stay in number and place while a value is typed over: ${name}`, async () => {
      const before = await lensesOf(document);
      const places = before.map(([line, , command]) => [line, command]);
      const value = /epochs: (\d+)/.exec(document.getText());
      assert.ok(value?.[1]);
      const start = value.index + 'epochs: '.length;
      const type = async (from: string, to: string): Promise<void> => {
        const change = new vscode.WorkspaceEdit();
        const range = new vscode.Range(document.positionAt(start), document.positionAt(start + from.length));
        change.replace(document.uri, range, to);
        assert.ok(await vscode.workspace.applyEdit(change));
      };
      let now = value[1];
      for (const next of ['', '[', '[ {', '"', '"x', '3', '37', value[1]]) {
        await type(now, next);
        now = next;
        const shown = await lensesOf(document);
        assert.deepEqual(
          shown.map(([line, , command]) => [line, command]),
          places,
          `with ${JSON.stringify(next)}`,
        );
      }
      assert.deepEqual(await lensesOf(document), before);
      await document.save();
    });
  }
});
