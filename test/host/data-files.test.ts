import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { floats, integers, npzFile } from '../unit/data-sources/small-arrays';
import { grayPng } from '../unit/pictures/small-png';
import { until, uriOf } from './workspace';

const folder = 'named data';
const place = (name: string): vscode.Uri => vscode.Uri.joinPath(uriOf(folder), name);
const write = (name: string, content: Uint8Array | string): Thenable<void> =>
  vscode.workspace.fs.writeFile(place(name), typeof content === 'string' ? Buffer.from(content, 'utf8') : content);

const rows = Array.from({ length: 30 }, (_, row) => `${row},${row % 7},${row % 2 === 0 ? 'cat' : 'dog'}`).join('\n');
const table = `length,weight,species\n${rows}\n`;
const rest = `student: { model: { preset: mlp, hidden: [4] } }
loss: { hard: 1, soft: 0 }
train: { batchSize: 8 }
`;
const configs = {
  table: `name: a\ndata: { format: table, path: pets/all.csv, columns: { label: species }, validation: 6, test: 6 }\n${rest}`,
  pictures: `name: b\ndata: { format: images, path: petals, validation: 4, test: 4 }\n${rest}`,
};

const writePetals = async (kind: string): Promise<void> => {
  for (let number = 0; number < 12; number += 1) {
    await write(`petals/${kind}/${number}.png`, grayPng([kind.length, 2, number], [4, 5, 6]));
  }
};

/** Reason that the open config's data cannot be used; empty where it can. */
function unusable({ uri }: vscode.TextDocument): string {
  const codeOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);
  const own = vscode.languages.getDiagnostics(uri).filter((one) => codeOf(one) === 'unusable-data');
  return own.map(({ message }) => message).join();
}

async function hover(document: vscode.TextDocument): Promise<string> {
  const at = document.positionAt(document.getText().indexOf('path: ') + 8);
  const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
  const parts = found.flatMap(({ contents }) => contents);
  return parts.map((part) => (part instanceof vscode.MarkdownString ? part.value : '')).join();
}

describe('data that an open config names', () => {
  before(async () => {
    await write('pets/all.csv', table);
    await writePetals('daisy');
    await writePetals('rose');
    for (const [name, text] of Object.entries(configs)) await write(`${name}.distill.yaml`, text);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uriOf(folder), { recursive: true });
  });

  /** Names that are completed at the mark | of a config that is not finished. */
  const offered = async (
    data: string,
    knows?: (document: vscode.TextDocument) => Promise<unknown>,
  ): Promise<string[]> => {
    const text = `name: half\ndata: ${data}\n${rest}`;
    unfinished += 1;
    const name = `half-${unfinished}.distill.yaml`;
    await write(name, text.replace('|', ''));
    const document = await vscode.workspace.openTextDocument(place(name));
    await knows?.(document);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      document.positionAt(text.indexOf('|')),
    );
    return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
  };
  let unfinished = 0;

  it('is completed by what is there: folders, lists, columns, keys and classes', async () => {
    await write('split/Train/rose/0.png', grayPng([1, 2], [3, 4]));
    await write('list.csv', 'picture,species\npetals/daisy/0.png,daisy\n');
    const examples = floats([2, 1], [1, 2]);
    await write('own.npz', npzFile({ measured: examples, kind_of: integers([2], [0, 1]) }));
    const cases: readonly [data: string, names: readonly string[]][] = [
      ['{ format: images, path: | }', ['petals', 'split']],
      ['{ format: images, path: ., list: | }', ['list.csv', 'pets/all.csv']],
      ['{ format: images, path: ., list: list.csv, columns: { path: | } }', ['picture', 'species']],
      ['{ format: table, path: | }', ['list.csv', 'pets/all.csv']],
      ['{ format: table, path: pets/all.csv, columns: { label: | } }', ['length', 'species', 'weight']],
      ['{ format: arrays, path: | }', ['own.npz']],
      ['{ format: arrays, path: own.npz, keys: { train: { x: | } } }', ['kind_of', 'measured']],
    ];
    for (const [data, names] of cases) assert.deepEqual((await offered(data)).sort(), names, data);
    // Classes are those that were seen when the open document was last looked at.
    const knows = async (document: vscode.TextDocument): Promise<void> => {
      await vscode.window.showTextDocument(document);
      await until('a look at the data', async () => ((await hover(document)).includes('cat') ? true : undefined));
    };
    const animals =
      '{ format: table, path: pets/all.csv, columns: { label: species }, test: 6, classes: [cat, dog, |] }';
    assert.deepEqual((await offered(animals, knows)).sort(), ['cat', 'dog']);
    assert.deepEqual((await offered(animals.replace('cat, dog, ', ''))).sort(), ['cat', 'dog']);
  });

  const open = async (name: keyof typeof configs): Promise<vscode.TextDocument> => {
    const document = await vscode.workspace.openTextDocument(place(`${name}.distill.yaml`));
    await vscode.window.showTextDocument(document, { preview: false });
    return document;
  };

  it('is looked at again when its file changes or its folder goes and comes, in problems and hovers', async () => {
    const document = await open('table');
    const shows = (count: string) => async (): Promise<true | undefined> =>
      (await hover(document)).includes(`${count} training`) ? true : undefined;
    await until('the counts', shows('18'));
    assert.equal(unusable(document), '');
    await write('pets/all.csv', `${table}1,2\n`);
    await until('the ragged row', () => (/32: 2 values/.test(unusable(document)) ? true : undefined));
    await write('pets/all.csv', `${table}50,1,cat\n51,2,dog\n`);
    await until('the new counts', shows('20'));
    // Hovers tell of facts at once, and problems a moment later.
    await until('no fault', () => (unusable(document) === '' ? true : undefined));
    await vscode.workspace.fs.delete(place('pets'), { recursive: true });
    await until('the missing file', () => (unusable(document).includes('pets/all.csv') ? true : undefined));
    await write('pets/all.csv', table);
    await until('nothing to say', () => (unusable(document) === '' ? true : undefined));
  });

  it('is looked at again in a folder within a new one, of whose files the watcher of Linux does not tell', async () => {
    const name = 'deep.distill.yaml';
    await write(name, configs.table.replace('pets/', 'new/deep/'));
    const document = await vscode.workspace.openTextDocument(place(name));
    await vscode.window.showTextDocument(document, { preview: false });
    await until('the missing file', () => (unusable(document) === '' ? undefined : true));
    // Both at once, so that the second folder is there before the first one is watched.
    mkdirSync(place('new/deep').fsPath, { recursive: true });
    const file = place('new/deep/all.csv').fsPath;
    writeFileSync(file, table);
    await until('nothing to say', () => (unusable(document) === '' ? true : undefined));
    writeFileSync(file, `${table}1,2\n`);
    await until('the ragged row', () => (/32: 2 values/.test(unusable(document)) ? true : undefined));
  });

  it('is looked at again when pictures come into its folder or go', async () => {
    const document = await open('pictures');
    await until('the classes', async () => (/2 classes/.test(await hover(document)) ? true : undefined));
    assert.equal(unusable(document), '');
    await vscode.workspace.fs.delete(place('petals/rose'), { recursive: true });
    await until('the only class', () => (/of the class daisy/.test(unusable(document)) ? true : undefined));
    await writePetals('tulip');
    await until('nothing to say', () => (unusable(document) === '' ? true : undefined));
    await until('the other class', async () => (/tulip/.test(await hover(document)) ? true : undefined));
  });
});
