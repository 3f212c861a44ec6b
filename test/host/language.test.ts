import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until, uriOf } from './workspace';

async function open(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uriOf(name));
  await vscode.window.showTextDocument(document);
  return document;
}

async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = document.getText().indexOf(from);
  assert.ok(start >= 0, `'${from}' is in the text`);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + from.length));
  edit.replace(document.uri, range, to);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** The extension's own diagnostics of a document; undefined while there are none. */
function problemsOf(document: vscode.TextDocument): vscode.Diagnostic[] | undefined {
  const found = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'distillery');
  return found.length > 0 ? found : undefined;
}

const configs = ['quick.distill.yaml', 'quick.distill.json'];

describe('a config in the editor', () => {
  for (const name of configs) {
    it(`changes the strategy and keeps comments: ${name}`, async () => {
      const document = await open(name);
      const before = document.getText();
      await vscode.commands.executeCommand('distillery.pickTemperatureStrategy', document.uri, 'cosine');
      const after = document.getText();
      assert.match(after, /cosine/);
      const kept = (text: string): string[] => text.split('\n').filter((line) => !line.includes('temperature'));
      assert.deepEqual(kept(after), kept(before));
      assert.match(after, /(#|\/\/) falls/);
      await vscode.commands.executeCommand('distillery.pickTemperatureStrategy', document.uri, 'linear');
      assert.equal(document.getText(), before);
      await document.save();
    });
  }

  it('completes the strategies', async () => {
    const document = await open('quick.distill.yaml');
    const at = document.positionAt(document.getText().indexOf('linear'));
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      at,
    );
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    for (const strategy of ['constant', 'linear', 'cosine', 'exponential', 'step']) {
      assert.ok(labels.includes(strategy), `${strategy} among ${labels.join(', ')}`);
    }
  });

  it('explains a key', async () => {
    const document = await open('quick.distill.yaml');
    const at = document.positionAt(document.getText().indexOf('temperature') + 2);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at,
    );
    const text = hovers.flatMap(({ contents }) =>
      contents.map((part) => (part instanceof vscode.MarkdownString ? part.value : '')),
    );
    assert.match(text.join('\n'), /softens the outputs/);
  });

  it('points at an unknown key, and no longer when it is mended', async () => {
    const document = await open('quick.distill.yaml');
    await replace(document, 'seed:', 'sead:');
    const [problem] = await until('a diagnostic', () => {
      const found = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'distillery');
      return found.length > 0 ? found : undefined;
    });
    assert.equal(problem && document.getText(problem.range), 'sead');
    assert.equal(problem?.severity, vscode.DiagnosticSeverity.Error);
    await replace(document, 'sead:', 'seed:');
    await until('no diagnostic', () => (vscode.languages.getDiagnostics(document.uri).length === 0 ? true : undefined));
    await document.save();
  });

  for (const name of configs) {
    const changed = name.endsWith('json') ? ['"epochs": 2', '"epohcs": 2'] : ['epochs: 2', 'epohcs: 2'];
    const [right = '', wrong = ''] = changed;

    it(`mends a misspelt key by its quick fix, in one undo step: ${name}`, async () => {
      const document = await open(name);
      const before = document.getText();
      await replace(document, right, wrong);
      const broken = document.getText();
      const [problem] = await until('a diagnostic', () => problemsOf(document));
      assert.ok(problem && typeof problem.code === 'object');
      assert.equal(problem.code.value, 'unknown-key');
      assert.match(problem.code.target.toString(), /^command:distillery\.explainProblem/);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        problem.range,
      );
      const own = actions.filter(({ kind }) => kind?.value === 'quickfix');
      assert.deepEqual(
        own.map(({ title, isPreferred }) => [title, isPreferred]),
        [
          ["Change to 'epochs'", true],
          ['Remove train.epohcs', false],
        ],
      );
      const edit = own[0]?.edit;
      assert.ok(edit && (await vscode.workspace.applyEdit(edit)));
      assert.equal(document.getText(), before);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), broken);
      await vscode.commands.executeCommand('editor.action.fixAll');
      await until('all is mended', () => (document.getText() === before ? true : undefined));
      await document.save();
    });
  }

  for (const name of configs) {
    it(`has an outline and shows temperatures, steps and sizes behind values: ${name}`, async () => {
      const document = await open(name);
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      const own = symbols.find((symbol) => symbol.name === 'temperature' && symbol.detail === 'linear');
      assert.deepEqual(
        own?.children.map((child) => [child.name, child.detail]),
        [
          ['strategy', 'linear'],
          ['from', '8'],
          ['to', '2'],
        ],
      );
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        whole,
      );
      const shown = hints.map(({ label }) => label);
      assert.ok(shown.includes('T 8 → 2'), JSON.stringify(shown));
      assert.ok(shown.some((label) => typeof label === 'string' && label.includes('parameters')));
    });
  }

  it('offers model files and runs that are there, links them and goes to the config of a run', async () => {
    const folder = vscode.Uri.joinPath(uriOf('quick.distill.yaml'), '..');
    const run = vscode.Uri.joinPath(folder, '.distillery/runs/20260101-000000-earlier-0000/config.distill.yaml');
    const write = (uri: vscode.Uri, text: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(uri, Buffer.from(text, 'utf8'));
    await write(run, 'name: earlier\n');
    await write(vscode.Uri.joinPath(run, '../student/model.json'), '{}');
    await write(vscode.Uri.joinPath(folder, 'small.json'), '{}');
    await write(vscode.Uri.joinPath(folder, 'models/model.json'), '{}');
    await write(vscode.Uri.joinPath(folder, 'models/big.onnx'), '');
    const text = `name: linked
data: { set: mnist }
student: { model: { preset: file, path: small.json } }
teachers:
  - { name: one, model: { preset: run, run: 20260101-000000-earlier-0000 } }
  - { name: two, model: { preset: file, path: nowhere.onnx } }
  - { name: three, model: { preset: run, run: .. } }
`;
    await write(uriOf('linked.distill.yaml'), text);
    const document = await open('linked.distill.yaml');
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    const targets = links.map(({ target }) => target?.path.split('/').at(-1));
    assert.deepEqual(targets, ['small.json', 'config.distill.yaml']);
    const [found] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      document.positionAt(text.indexOf('20260101')),
    );
    assert.equal(found?.uri.path, run.path);
    const offered = async (place: string): Promise<unknown[]> => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        document.positionAt(text.indexOf(place) + place.length),
      );
      const { File, Reference } = vscode.CompletionItemKind;
      return list.items.flatMap(({ label, kind }) => (kind === File || kind === Reference ? [label] : []));
    };
    assert.deepEqual(await offered('path: small'), ['models/model.json']);
    assert.deepEqual(await offered('path: nowhere'), ['models/big.onnx', 'models/model.json']);
    assert.ok((await offered('run: 2026')).includes('20260101-000000-earlier-0000'));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, 'models'), { recursive: true });
    await vscode.workspace.fs.delete(uriOf('linked.distill.yaml'));
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, '.distillery/runs/20260101-000000-earlier-0000'), {
      recursive: true,
    });
  });

  it('explains a code on a page of its own', async () => {
    await vscode.commands.executeCommand('distillery.explainProblem', 'no-t2');
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('distillery-diagnostic:/no-t2.md'));
    assert.match(page.getText(), /^# no-t2\n\n\*\*The soft gradient shrinks with T²\.\*\*/);
    await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
  });

  it('accepts comments in JSON, and says what is wrong once', async () => {
    const document = await open('quick.distill.json');
    assert.match(document.getText(), /\/\//);
    assert.equal(document.languageId, 'distillery-json');
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
    await replace(document, '"epochs": 2', '"epohcs": 2');
    const problems = await until('a diagnostic', () => {
      const found = vscode.languages.getDiagnostics(document.uri);
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual(
      problems.map(({ source, message }) => [source, /Did you mean 'epochs'\?/.test(message)]),
      [['distillery', true]],
    );
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      document.positionAt(document.getText().indexOf('"linear"') + 2),
    );
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.equal(labels.filter((label) => label === 'cosine').length, 1, labels.join(', '));
    await replace(document, '"epohcs": 2', '"epochs": 2');
    await document.save();
  });

  it('lays a JSON config out, with its comments', async () => {
    const uri = uriOf('untidy.distill.json');
    await vscode.workspace.fs.writeFile(uri, Buffer.from('{ // why\n"name":   "a",\n      "seed":1 }\n'));
    const document = await vscode.workspace.openTextDocument(uri);
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', uri, {
      tabSize: 2,
      insertSpaces: true,
    });
    const edit = new vscode.WorkspaceEdit();
    edit.set(uri, edits);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.getText(), '{ // why\n  "name": "a",\n  "seed": 1 }\n');
    await document.save();
  });
});
