import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { findTerminalPythons } from '../../src/interpreters';
import { listRuns, until, uriOf, workspaceFolder } from './workspace';

const folder = 'pythön code';
const place = (name: string): vscode.Uri => vscode.Uri.joinPath(uriOf(folder), name);
const write = (name: string, content: string): Thenable<void> =>
  vscode.workspace.fs.writeFile(place(name), Buffer.from(content, 'utf8'));

const models = `import torch.nn as nn
raise SystemExit("nothing of this is executed for a list of names")

def make_student(width=1): return Student(width)

def _hidden(): pass

class Student(nn.Module):
    def forward(self, images): return images
`;
const config = (model: string): string => `name: a
data: { set: mnist }
student: { model: { python: ${model} } }
loss: { hard: 1, soft: 0 }
train: { engine: torch }
`;

/** The API object of the extension that is tested: VS Code gives each extension its own, by the file that requires it. */
function apiOfExtension(): typeof vscode {
  const extension = vscode.extensions.getExtension('distillery.distillery');
  assert.ok(extension);
  return createRequire(path.join(extension.extensionPath, 'dist', 'extension.js'))('vscode') as typeof vscode;
}

describe('a config that names Python code', () => {
  before(async () => {
    await write('models.py', models);
    await write('nets/more.py', 'async def make(): pass\nSIZE = 3\n');
    await write('.venv/lib/other.py', 'def not_of_the_user(): pass\n');
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uriOf(folder), { recursive: true });
  });

  /** Opens a config of a name of its own. */
  async function open(name: string, text: string): Promise<vscode.TextDocument> {
    await write(name, text);
    const document = await vscode.workspace.openTextDocument(place(name));
    await vscode.window.showTextDocument(document);
    return document;
  }

  async function offered(document: vscode.TextDocument, at: vscode.Position): Promise<vscode.CompletionItem[]> {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      at,
    );
    return list.items;
  }

  const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);
  const own = ({ uri }: vscode.TextDocument): vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(uri).filter(({ code }) => typeof code === 'object');
  const codeOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

  it('is completed by its functions and classes, and the one that is taken is right', async () => {
    const document = await open('offered.distill.yaml', config(''));
    const at = document.positionAt(document.getText().indexOf('python: ') + 'python: '.length);
    const items = await offered(document, at);
    assert.deepEqual(items.map(labelOf).sort(), ['models.py:Student', 'models.py:make_student', 'nets/more.py:make']);
    const taken = items.find((item) => labelOf(item) === 'models.py:make_student');
    assert.ok(taken?.insertText instanceof vscode.SnippetString && taken.range instanceof vscode.Range);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor && (await editor.insertSnippet(taken.insertText, taken.range)));
    assert.match(document.getText(), /python: ["']?models\.py:make_student["']? /);
    await until('no problem', () => (own(document).length === 0 ? true : undefined));
    await document.save();
  });

  it('is underlined where its callable is missing, with the one that was meant, until the code has it', async () => {
    const document = await open('meant.distill.yaml', config('"models.py:make_studnet"'));
    const problem = await until('the problem', () => own(document).find((one) => codeOf(one) === 'missing-callable'));
    assert.match(problem.message, /make_studnet/);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      problem.range,
    );
    const [fix] = actions.filter(({ kind }) => kind?.value === 'quickfix');
    assert.equal(fix?.title, 'Set student.model.python to models.py:make_student');
    assert.ok(fix.edit && (await vscode.workspace.applyEdit(fix.edit)));
    await until('no problem', () => (own(document).length === 0 ? true : undefined));
    await vscode.commands.executeCommand('undo');
    await until('the problem again', () => own(document).find((one) => codeOf(one) === 'missing-callable'));
    await write('models.py', `${models}\ndef make_studnet(): pass\n`);
    await until('no problem with the code', () => (own(document).length === 0 ? true : undefined));
    await document.save();
  });
});

/** A Python of the PATH; a machine without one has none to choose or to debug with. */
const [python] = findTerminalPythons({ workspace: workspaceFolder(), environment: process.env });

describe('the list of Pythons', () => {
  const setting = (): unknown => vscode.workspace.getConfiguration('distillery').get('pythonPath');

  /** Opens the list and takes the item that fits; gives all labels. */
  async function select(fits: (item: vscode.QuickPickItem) => boolean): Promise<string[]> {
    const window = apiOfExtension().window as { showQuickPick: unknown };
    const { showQuickPick } = window;
    let labels: string[] = [];
    window.showQuickPick = async (
      items: Promise<vscode.QuickPickItem[]>,
    ): Promise<vscode.QuickPickItem | undefined> => {
      const all = await items;
      labels = all.map(({ label }) => label);
      return all.find(fits);
    };
    try {
      await vscode.commands.executeCommand('distillery.selectPython');
    } finally {
      window.showQuickPick = showQuickPick;
    }
    return labels;
  }

  if (python !== undefined) {
    it('shows each with its version and PyTorch, and keeps the one that is taken, until it is left to us again', async () => {
      const labels = await select(({ description }) => description === python.path);
      assert.match(
        labels.join('\n'),
        /\$\((pass|circle-outline)\) Python 3\.\d+\.\d+, (no PyTorch|PyTorch \d\S* \(.*cpu.*\))/,
      );
      assert.equal(setting(), python.path);
      await select(({ label }) => label.endsWith('Choose by itself'));
      assert.equal(setting(), '');
    });
  }
});

describe('Debug Run', () => {
  const name = 'debugged.distill.yaml';
  const code = 'träin.py';
  before(async () => {
    assert.ok(vscode.extensions.getExtension('ms-python.debugpy'), 'the suite installs a stand-in');
    const lines =
      'import sys, distillery\nrun = distillery.init()\nrun.log({"loss": float(sys.argv[1])})\nrun.finish()\n';
    await vscode.workspace.fs.writeFile(uriOf(code), Buffer.from(lines));
    const text = `name: debugged\nscript: { file: ${code}, args: [0.5] }\n`;
    await vscode.workspace.fs.writeFile(uriOf(name), Buffer.from(text));
  });

  const runs = async (): ReturnType<typeof listRuns> => (await listRuns()).filter((run) => run.name === 'debugged');

  /** Asks for Debug Run while a dialog is answered; gives the texts of dialogs. */
  async function debug(answer: string | undefined): Promise<string[]> {
    const window = apiOfExtension().window as { showWarningMessage: unknown };
    const { showWarningMessage } = window;
    const shown: string[] = [];
    window.showWarningMessage = (text: string): Promise<string | undefined> => {
      shown.push(text);
      return Promise.resolve(answer);
    };
    try {
      await vscode.commands.executeCommand('distillery.debugRun', uriOf(name));
    } finally {
      window.showWarningMessage = showWarningMessage;
    }
    return shown;
  }

  it('starts nothing where the person does not agree to the command', async () => {
    assert.deepEqual(await debug(undefined), [`Run the script '${code}'?`]);
    assert.deepEqual(await runs(), []);
  });

  if (python !== undefined) {
    it('starts the command of ▶ Run under the Python Debugger, as a run with its steps and its end', async () => {
      const sessions: vscode.DebugSession[] = [];
      const seen = vscode.debug.onDidStartDebugSession((session) => sessions.push(session));
      assert.equal((await debug('Run Script')).length, 1);
      const run = await until('the end of the run', async () =>
        (await runs()).find(({ status }) => status === 'finished' || status === 'failed'),
      );
      seen.dispose();
      assert.deepEqual([run.status, run.progress.step], ['finished', 1], run.progress.message);
      assert.ok(existsSync(path.join(run.folder, 'events.jsonl')));
      const [session] = sessions;
      assert.ok(session);
      const expected = {
        ...{ type: 'debugpy', request: 'launch', program: uriOf(code).fsPath, args: ['0.5'] },
        ...{ cwd: workspaceFolder(), subProcess: false },
      };
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(session.configuration[key], value, key);
      const { env } = session.configuration as { readonly env?: Readonly<Record<string, string>> };
      assert.equal(env?.['DISTILLERY_RUN_DIR'], run.folder);
    });

    it('leaves no run behind of a script that opens none', async () => {
      await vscode.workspace.fs.writeFile(uriOf(code), Buffer.from('print("nothing is opened")\n'));
      const before = (await runs()).length;
      await debug('Run Script');
      await until('the end of its folder', async () => ((await runs()).length === before ? true : undefined));
    });
  }
});
