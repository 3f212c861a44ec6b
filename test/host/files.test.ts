import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { onnxModel, onnxValue } from '../documents/onnx-model';
import { until, uriOf, workspaceFolder } from './workspace';

const folder = 'named files';
const place = (name: string): vscode.Uri => vscode.Uri.joinPath(uriOf(folder), name);
const write = (name: string, content: Uint8Array | string): Thenable<void> =>
  vscode.workspace.fs.writeFile(place(name), typeof content === 'string' ? Buffer.from(content, 'utf8') : content);

const layers = (units: number, input: readonly (number | null)[]): string =>
  JSON.stringify({
    format: 'layers-model',
    modelTopology: {
      model_config: {
        class_name: 'Sequential',
        config: { layers: [{ class_name: 'Dense', config: { units, batch_input_shape: input } }] },
      },
    },
    weightsManifest: [{ paths: ['weights.bin'], weights: [{ name: 'k', shape: [2, 2], dtype: 'float32' }] }],
  });

/** Files by name, and the code and message of the problem when a config names one; none when the file is right. */
const cases: [name: string, content: Uint8Array | string | undefined, code?: string, says?: RegExp][] = [
  ['right.onnx', onnxModel()],
  ['first.onnx', onnxModel({ input: [onnxValue('x', ['N', 1, 28, 28])] })],
  ['gone.onnx', undefined, 'missing-file', /^There is no file 'gone\.onnx'/],
  ['gone.json', undefined, 'missing-file', /^There is no file 'gone\.json'/],
  ['empty.onnx', '', 'wrong-file', /'empty\.onnx' is empty/],
  ['array.onnx', '\u0093NUMPY', 'wrong-file', /is no ONNX model\. Export the model again, as ONNX\.$/],
  ['npy.onnx', Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0), 'wrong-file', /but a NumPy array\. Export/],
  ['idx.onnx', Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1), 'wrong-file', /but an IDX file\. Export/],
  ['table.onnx', '1,2\n3,4\n', 'wrong-file', /but a table of text\. Export/],
  ['table.json', '1,2\n3,4\n', 'wrong-file', /is no tfjs Layers model but a table of text\. Name the model\.json/],
  ['model.onnx', layers(10, [null, 784]), 'wrong-file', /is no ONNX model but JSON\. Export/],
  ['onnx.json', onnxModel(), 'wrong-file', /but an ONNX model\. Its name must end in \.onnx\.$/],
  ['half.onnx', onnxModel().subarray(0, 9000), 'wrong-file', /is cut off or damaged: it ends at least \d+ bytes/],
  ['hundred.onnx', onnxModel({ output: [onnxValue('y', ['N', 100])] }), 'class-mismatch', /tells 100 classes apart/],
  [
    'colour.onnx',
    onnxModel({ input: [onnxValue('x', ['N', 3, 32, 32])] }),
    'shape-mismatch',
    /takes 3×32×32, the data/,
  ],
  ['hundred.json', layers(100, [null, 784]), 'class-mismatch', /tells 100 classes apart, the data has 10\. Take a/],
  ['colour.json', layers(10, [null, 32, 32, 3]), 'shape-mismatch', /takes 32×32×3, the data has 28×28×1\. Take a/],
  ['../../out.onnx', undefined, 'wrong-file', /leads out of the workspace/],
  ['link.onnx', undefined, 'wrong-file', /leads out of the workspace/],
];

/** A config with a teacher from each file. */
function textFor(files: readonly string[], language: 'yaml' | 'json'): string {
  const teachers = files.map((file, index) =>
    language === 'yaml'
      ? `  - { name: t${index}, model: { preset: file, path: ${file} } } # named`
      : `    { "name": "t${index}", "model": { "preset": "file", "path": "${file}" } }`,
  );
  return language === 'yaml'
    ? `name: a\ndata: { set: mnist }\nteachers:\n${teachers.join('\n')}\nstudent: { model: { preset: mlp, hidden: [9] } }\n`
    : `{\n  "name": "a",\n  "data": { "set": "mnist" },\n  "teachers": [\n${teachers.join(',\n')}\n  ],\n  "student": { "model": { "preset": "mlp", "hidden": [9] } }\n}\n`;
}

/** A config may have no more. */
const mostTeachers = 16;

function problemsOf({ uri }: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'distillery');
}

const codeOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

for (const language of ['yaml', 'json'] as const) {
  describe(`model files that a config names: ${language}`, () => {
    let document: vscode.TextDocument;
    before(async () => {
      for (const [name, content] of cases) if (content !== undefined) await write(name, content);
      await write('weights.bin', new Uint8Array(16));
      await symlink('/etc/hostname', place('link.onnx').fsPath);
      await write(`named.distill.${language}`, textFor(['right.onnx'], language));
      document = await vscode.workspace.openTextDocument(place(`named.distill.${language}`));
      await vscode.window.showTextDocument(document, { preview: false });
    });
    after(async () => {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await vscode.workspace.fs.delete(uriOf(folder), { recursive: true });
    });

    const name = async (...files: string[]): Promise<void> => {
      const change = new vscode.WorkspaceEdit();
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      change.replace(document.uri, whole, textFor(files, language));
      assert.ok(await vscode.workspace.applyEdit(change));
    };

    it('are each looked at, and what is wrong is said at the path', async () => {
      for (const start of [0, mostTeachers]) {
        const some = cases.slice(start, start + mostTeachers);
        await name(...some.map(([file]) => file));
        const wrong = some.flatMap(([file, , code, says]) => (code && says ? [{ file, code, says }] : []));
        const problems = await until(wrong.map(({ code }) => code).join(), () => {
          const now = problemsOf(document);
          return now.map(codeOf).join() === wrong.map(({ code }) => code).join() ? now : undefined;
        });
        problems.forEach((problem, index) => {
          const { file, says } = wrong[index] ?? { file: '', says: /^$/ };
          assert.match(problem.message, says);
          assert.equal(document.getText(problem.range).replaceAll('"', ''), file);
          assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
        });
      }
    });

    it('is looked at again when a file comes and goes, and offers the one that was meant', async () => {
      const codes = (): string => problemsOf(document).map(codeOf).join();
      await name('right.onnx');
      await until('nothing to say', () => (codes() === '' ? true : undefined));
      await vscode.workspace.fs.delete(place('right.onnx'));
      await until('the missing file', () => (codes() === 'missing-file' ? true : undefined));
      await write('right.onnx', onnxModel());
      await until('nothing to say', () => (codes() === '' ? true : undefined));
      await name('rihgt.onnx');
      const [problem] = await until('a likely name', () => {
        const now = problemsOf(document);
        return now[0]?.message.endsWith("Did you mean 'right.onnx'?") === true ? now : undefined;
      });
      assert.ok(problem);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        problem.range,
        vscode.CodeActionKind.QuickFix.value,
      );
      const [fix] = actions;
      assert.ok(fix?.edit && (await vscode.workspace.applyEdit(fix.edit)), actions.map(({ title }) => title).join());
      assert.equal(document.getText(), textFor(['right.onnx'], language));
      await until('nothing to say', () => (problemsOf(document).length === 0 ? true : undefined));
    });

    it('is linked, and go to definition opens it', async () => {
      await name('right.onnx');
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        'vscode.executeLinkProvider',
        document.uri,
      );
      const own = links.filter(({ target }) => target?.path.endsWith('right.onnx'));
      assert.equal(own[0] && document.getText(own[0].range).replaceAll('"', ''), 'right.onnx');
      const at = document.positionAt(document.getText().indexOf('right.onnx') + 2);
      const found = await vscode.commands.executeCommand<vscode.Location[]>(
        'vscode.executeDefinitionProvider',
        document.uri,
        at,
      );
      assert.deepEqual(
        found.map(({ uri }) => path.relative(workspaceFolder(), uri.fsPath)),
        [path.join(folder, 'right.onnx')],
      );
    });
    it('links the run that a teacher comes from, and goes to its config', async () => {
      const id = '20260101-000000-earlier-0001';
      const copy = vscode.Uri.joinPath(uriOf('.distillery/runs'), id, `config.distill.${language}`);
      await vscode.workspace.fs.writeFile(copy, Buffer.from('{}'));
      const change = new vscode.WorkspaceEdit();
      const named = textFor(['right.onnx'], language)
        .replace('file', 'run')
        .replace(
          language === 'yaml' ? 'path: right.onnx' : '"path": "right.onnx"',
          language === 'yaml' ? `run: ${id}` : `"run": "${id}"`,
        );
      change.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), named);
      assert.ok(await vscode.workspace.applyEdit(change));
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        'vscode.executeLinkProvider',
        document.uri,
      );
      assert.deepEqual(
        links.map(({ range, target }) => [document.getText(range).replaceAll('"', ''), target?.path]),
        [[id, copy.path]],
      );
      const found = await vscode.commands.executeCommand<vscode.Location[]>(
        'vscode.executeDefinitionProvider',
        document.uri,
        document.positionAt(named.indexOf(id) + 3),
      );
      assert.deepEqual(
        found.map(({ uri }) => uri.path),
        [copy.path],
      );
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(copy, '..'), { recursive: true });
    });

    it('folds its list of teachers', async () => {
      await name('right.onnx', 'right.onnx');
      const ranges = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
        'vscode.executeFoldingRangeProvider',
        document.uri,
      );
      const line = document
        .getText()
        .split('\n')
        .findIndex((text) => text.includes('teachers'));
      assert.deepEqual(
        ranges.filter(({ start }) => start === line).map(({ end }) => end - line),
        [2],
      );
    });
  });
}
