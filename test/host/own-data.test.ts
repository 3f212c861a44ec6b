import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { floats, integers, npzFile } from '../unit/data-sources/small-arrays';
import { grayPng } from '../unit/pictures/small-png';
import { answering, type Answers } from './answering';
import { until, uriOf, workspaceFolder } from './workspace';

const folder = 'own data';
const place = (name: string): vscode.Uri => vscode.Uri.joinPath(uriOf(folder), name);
const write = (name: string, content: Uint8Array | string): Thenable<void> =>
  vscode.workspace.fs.writeFile(place(name), typeof content === 'string' ? Buffer.from(content, 'utf8') : content);

const windows = [
  ...(['showErrorMessage', 'showInformationMessage', 'showWarningMessage'] as const),
  ...(['showQuickPick', 'showOpenDialog'] as const),
];

/** Answers all questions of a command in place of a person; gives the words that were shown, each behind the name of its question. */
async function shownWhile(answers: Answers, perform: () => Thenable<unknown>): Promise<string[]> {
  const shown: string[] = [];
  const noting: Answers = Object.fromEntries(
    windows.map((name) => [
      name,
      (...words: unknown[]) => {
        shown.push(`${name}: ${JSON.stringify(words)}`);
        return answers[name]?.(...words);
      },
    ]),
  );
  await answering(noting, perform);
  return shown;
}

const configs = async (): Promise<string[]> =>
  (await vscode.workspace.fs.readDirectory(vscode.Uri.file(workspaceFolder())))
    .map(([name]) => name)
    .filter((name) => name.endsWith('.distill.yaml'));

const newConfig = (target?: vscode.Uri): Thenable<unknown> =>
  vscode.commands.executeCommand('distillery.newConfigFromData', target);

describe('New Config from Data…', () => {
  const made: string[] = [];
  before(async () => {
    for (const [index, kind] of ['daisy', 'rose'].entries()) {
      for (let number = 0; number < 12; number += 1) {
        await write(`petals/${kind}/${number}.png`, grayPng([index * 99, 2, number], [4, 5, index]));
      }
    }
    const rows = Array.from({ length: 40 }, (_, row) => `${row},${row % 2 ? 'cat' : 'dog'}`);
    await write('animals.csv', ['length,label', ...rows].join('\n'));
    const numbers = Array.from({ length: 80 }, (_, index) => index % 7);
    const labels = Array.from({ length: 40 }, (_, index) => index % 2);
    await write('points.npz', npzFile({ x: floats([40, 2], numbers), y: integers([40], labels) }));
    await vscode.workspace.fs.createDirectory(place('nothing'));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of made) await vscode.workspace.fs.delete(uriOf(name));
    await vscode.workspace.fs.delete(uriOf(folder), { recursive: true });
  });

  for (const [name, format, says] of [
    ['petals', 'images', /24 examples in 2 classes/],
    ['animals.csv', 'table', /40 examples in 2 classes/],
    ['points.npz', 'arrays', /40 examples in 2 classes/],
  ] as const) {
    it(`writes and opens a config without errors for ${name}`, async () => {
      const shown = await shownWhile({}, () => newConfig(place(name)));
      const file = `${name.replace(/\..*/, '')}.distill.yaml`;
      made.push(file);
      assert.match(shown.join('\n'), new RegExp(`^showInformationMessage: \\["The data is read as ${format}: `));
      assert.match(shown.join('\n'), says);
      const document = vscode.window.activeTextEditor?.document;
      assert.equal(document?.uri.fsPath, uriOf(file).fsPath);
      assert.match(document.getText(), new RegExp(`format: ${format}, path: (")?${folder}/${name}`));
      // A class of 12 pictures and no test split: what was cut off is in the lens once the data was looked at.
      const hover = await until('a hover with the classes', async () => {
        const at = document.positionAt(document.getText().indexOf('format: ') + 1);
        const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
          'vscode.executeHoverProvider',
          document.uri,
          at,
        );
        const text = hovers
          .flatMap(({ contents }) => contents.map((one) => (one as vscode.MarkdownString).value))
          .join('\n');
        return /2 classes/.test(text) ? text : undefined;
      });
      if (format === 'images') assert.match(hover, /!\[daisy\]\(data:image\/png;base64,/);
      if (format === 'table') assert.match(hover, /\| length \| label \|/);
      const errors = vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
      assert.deepEqual(
        errors.map(({ message }) => message),
        [],
      );
    });
  }

  it('takes another name where one is there already', async () => {
    await shownWhile({}, () => newConfig(place('animals.csv')));
    made.push('animals-2.distill.yaml');
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, uriOf('animals-2.distill.yaml').fsPath);
  });

  it('asks for a folder or a file, and looks at the one that is chosen', async () => {
    const shown = await shownWhile(
      {
        showQuickPick: (kinds) => (kinds as readonly unknown[])[1],
        showOpenDialog: () => [place('points.npz')],
      },
      () => newConfig(),
    );
    made.push('points-2.distill.yaml');
    assert.match(
      shown[0] ?? '',
      /^showQuickPick: .*A folder.*Pictures by class.*A file.*\.csv, \.tsv, \.parquet or \.npz/,
    );
    assert.match(shown[1] ?? '', /^showOpenDialog: .*"canSelectFolders":false/);
    assert.match(shown[2] ?? '', /read as arrays/);
  });

  it('writes nothing where a person turns back at either question', async () => {
    const before = await configs();
    assert.equal((await shownWhile({}, () => newConfig())).length, 1);
    const second = await shownWhile({ showQuickPick: (kinds) => (kinds as readonly unknown[])[0] }, () => newConfig());
    assert.equal(second.length, 2);
    assert.deepEqual(await configs(), before);
  });

  it('says of a folder of nothing what is read, and writes nothing', async () => {
    const before = await configs();
    const shown = await shownWhile({}, () => newConfig(place('nothing')));
    assert.match(
      shown.join('\n'),
      /^showErrorMessage: \["nothing is no data that is read; name a folder of pictures by class, of idx files or of CIFAR, /,
    );
    assert.deepEqual(await configs(), before);
  });
});

describe('Clear Caches…', () => {
  const cache = path.join(workspaceFolder(), '.distillery', 'cache');
  const rows = path.join(cache, 'data', 'a'.repeat(64), 'rows.bin');
  const teacher = path.join(cache, 'teachers', 'b'.repeat(64), 'teacher.weights');
  const put = async (): Promise<void> => {
    for (const file of [rows, teacher])
      await vscode.workspace.fs.writeFile(vscode.Uri.file(file), new Uint8Array(5000));
  };
  const clear = (): Thenable<unknown> => vscode.commands.executeCommand('distillery.clearCaches');
  const run = path.join(workspaceFolder(), '.distillery', 'runs');

  it('shows the sizes of data and teachers, and keeps both where a person turns back', async () => {
    await put();
    const shown = await shownWhile({}, clear);
    assert.match(shown[0] ?? '', /^showWarningMessage: \["Remove the caches of '.*' from disk\?"/);
    assert.match(
      shown[0] ?? '',
      /teacher.*A run that needs a teacher trains it again, and one that needs pictures reads them again/,
    );
    assert.deepEqual(
      [rows, teacher].map((file) => existsSync(file)),
      [true, true],
    );
  });

  it('removes rows and teachers once that is confirmed, and no run', async () => {
    await put();
    const hadRuns = existsSync(run);
    const shown = await shownWhile({ showWarningMessage: () => 'Remove' }, clear);
    assert.match(shown[1] ?? '', /^showInformationMessage: \[".* removed from the caches\."\]$/);
    assert.deepEqual(
      [rows, teacher].map((file) => existsSync(file)),
      [false, false],
    );
    assert.equal(existsSync(run), hadRuns);
  });

  it('says so where there is nothing to clear', async () => {
    const shown = await shownWhile({}, clear);
    assert.deepEqual(shown, ['showErrorMessage: ["the caches of this workspace are empty"]']);
  });
});
