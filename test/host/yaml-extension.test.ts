import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until, uriOf } from './workspace';

const name = 'beside.distill.yaml';
const text = `name: beside
data: { set: mnist }
teacher: { model: { preset: file, path: small.json } }
student: { model: { preset: mlp, hidden: [4] } }
temperature: { strategy: linear, from: 8 }
sead: 1
train: { learningRate: 1, epohcs: 3 }
loss: { kind: ttm, scaleByT2: true }
`;

async function helpWith(on: readonly string[]): Promise<void> {
  for (const setting of ['completion', 'hover', 'validate']) {
    const value = on.includes(setting) ? true : undefined;
    await vscode.workspace.getConfiguration('yaml').update(setting, value, vscode.ConfigurationTarget.Workspace);
  }
}

async function offered(document: vscode.TextDocument, line: number, column: number): Promise<string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    new vscode.Position(line, column),
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

async function hovers(document: vscode.TextDocument, word: string): Promise<string[]> {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    document.positionAt(document.getText().indexOf(word) + 1),
  );
  return found.flatMap(({ contents }) =>
    contents.map((part) => (part instanceof vscode.MarkdownString ? part.value : '')),
  );
}

/** Source and text of each problem. */
const problems = (document: vscode.TextDocument): string[] =>
  vscode.languages
    .getDiagnostics(document.uri)
    .map(({ source, range }) => `${source ?? ''}: ${document.getText(range)}`)
    .sort();

const count = (list: readonly string[], wanted: string): number => list.filter((one) => one === wanted).length;

describe('beside the YAML extension', () => {
  let document: vscode.TextDocument;
  before(async () => {
    assert.ok(vscode.extensions.getExtension('redhat.vscode-yaml'), 'the suite installs a stand-in');
    await vscode.workspace.fs.writeFile(uriOf(name), Buffer.from(text));
    await vscode.workspace.fs.writeFile(uriOf('small.json'), Buffer.from('{}'));
    document = await vscode.workspace.openTextDocument(uriOf(name));
    await vscode.window.showTextDocument(document);
    assert.equal(document.languageId, 'yaml');
  });
  after(async () => {
    await helpWith([]);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.workspace.fs.delete(uriOf(name));
    await vscode.workspace.fs.delete(uriOf('small.json'));
  });

  it('everything is ours while it helps with nothing', async () => {
    await helpWith([]);
    await until('our problems', () => (problems(document).includes('distillery: sead') ? true : undefined));
    assert.equal(count(await offered(document, 8, 0), 'seed'), 1);
    assert.match((await hovers(document, 'temperature')).join('\n'), /What softens the outputs/);
  });

  it('no key is offered twice, and what only we know still is', async () => {
    await helpWith(['completion']);
    assert.equal(count(await offered(document, 8, 0), 'seed'), 1);
    const path = text.split('\n')[2]?.indexOf('small') ?? 0;
    assert.ok((await offered(document, 2, path)).length > 0);
    const linear = text.split('\n')[4]?.indexOf('linear') ?? 0;
    assert.equal(count(await offered(document, 4, linear), 'cosine'), 0, 'the schema has the strategies');
  });

  it('no description is shown twice, and what follows from the config still is', async () => {
    await helpWith(['hover']);
    const shown = (await hovers(document, 'temperature')).join('\n');
    assert.equal(shown.split('What softens the outputs').length - 1, 1, shown);
    assert.match(shown, /T over epoch/);
    assert.equal((await hovers(document, 'name')).length, 1);
  });

  it('no problem is said twice, what it cannot know is still said, and our quick fixes stay', async () => {
    await helpWith(['validate']);
    await until('theirs alone', () => (problems(document).includes('distillery: sead') ? undefined : true));
    const now = await until('their problems', () =>
      problems(document).includes('YAML: sead') ? problems(document) : undefined,
    );
    assert.equal(now.filter((one) => one.endsWith(': sead')).length, 1, now.join('\n'));
    await until('ours', () => {
      const own = problems(document).filter((one) => one.startsWith('distillery'));
      return own.some((one) => /sead|epohcs/.test(one)) ? undefined : true;
    });
    const at = document.positionAt(text.indexOf('sead'));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(at, at.translate(0, 4)),
    );
    assert.ok(
      actions.some(({ title }) => title === "Change to 'seed'"),
      actions.map(({ title }) => title).join('\n'),
    );
  });

  it('a config without mistakes of form keeps the warnings of what it means', async () => {
    await helpWith(['validate']);
    const edit = new vscode.WorkspaceEdit();
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const right = text
      .replace('sead: 1\n', '')
      .replace(/train: .*\n/, '')
      .replace('preset: file, path: small.json', 'preset: mlp, hidden: [8]');
    edit.replace(document.uri, whole, right);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until('a warning of ours', () =>
      problems(document).some((one) => one.startsWith('distillery')) ? true : undefined,
    );
    await document.save();
  });
});
