import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { until, uriOf, workspaceFolder } from '../workspace';
import { Recorder } from './recorder';

interface Metafile {
  readonly outputs: Record<string, { readonly imports: readonly { readonly path: string; readonly kind: string }[] }>;
}

/** Files that the extension's entry loads at once, by the report of the build. */
function filesOfActivation(extensionPath: string): string[] {
  const text = readFileSync(path.join(extensionPath, 'dist/extension.meta.json'), 'utf8');
  const { outputs } = JSON.parse(text) as Metafile;
  const loaded = new Set(['dist/extension.js']);
  // A set is gone through with what is added meanwhile.
  for (const file of loaded) {
    const needed = (outputs[file]?.imports ?? []).filter(({ kind }) => kind !== 'dynamic-import');
    for (const { path: name } of needed) if (name in outputs) loaded.add(name);
  }
  return [...loaded].map((file) => file.replace(/^dist\//, '')).sort();
}

describe('a window with YAML files of others alone', () => {
  let extension: vscode.Extension<unknown>;
  let recorder: Recorder;
  before(() => {
    const found = vscode.extensions.getExtension('distillery.distillery');
    assert.ok(found !== undefined);
    extension = found;
    assert.equal(extension.isActive, false, 'a window without a YAML file does not activate the extension');
    recorder = new Recorder(extension);
  });

  it('has one look at the names in its folder, and nothing watched, read or shown', async () => {
    const document = await vscode.workspace.openTextDocument(uriOf('other.yaml'));
    await vscode.window.showTextDocument(document);
    await until('the activation', () => extension.isActive || undefined);
    await until('the look', () => (recorder.files.length > 0 ? true : undefined));
    // The editor asks for all that there is for a text; nothing of ours answers.
    const start = new vscode.Position(0, 0);
    for (const provider of ['Hover', 'CompletionItem', 'Definition']) {
      await vscode.commands.executeCommand(`vscode.execute${provider}Provider`, document.uri, start);
    }
    assert.deepEqual(recorder.files, [`readdir ${workspaceFolder()}`]);
    assert.deepEqual(recorder.loaded(), filesOfActivation(extension.extensionPath));
    const { 'commands.registerCommand': commands = 0, 'languages.match': looks = 0, ...others } = recorder.counts();
    assert.ok(looks > 0, 'each open text is looked at by its name');
    const declared = (extension.packageJSON as { contributes: { commands: unknown[] } }).contributes.commands.length;
    assert.ok(commands >= declared && commands < declared + 10, `${commands} commands, ${declared} of them declared`);
    assert.deepEqual(others, {
      'lm.registerTool': 9,
      'tasks.registerTaskProvider': 1,
      'window.createTreeView': 1,
      'window.registerTerminalProfileProvider': 1,
      'window.registerWebviewPanelSerializer': 2,
      'window.registerWebviewViewProvider': 1,
      'workspace.onDidChangeConfiguration': 1,
      'workspace.onDidGrantWorkspaceTrust': 1,
      'workspace.onDidOpenTextDocument': 1,
    });
  });

  it('has all of it with the first config', async () => {
    const config = uriOf('first.distill.yaml');
    writeFileSync(config.fsPath, 'name: first\ndata: { set: mnist }\ntemperature: { strategy: no-such }\n');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(config));
    const problems = await until('a problem', () => {
      const found = vscode.languages.getDiagnostics(config);
      return found.length > 0 ? found : undefined;
    });
    assert.match(problems.map(({ message }) => message).join('\n'), /no-such/);
    const { calls } = recorder;
    for (const call of ['languages.registerCodeLensProvider', 'workspace.createFileSystemWatcher']) {
      assert.ok(calls.includes(call), call);
    }
  });
});
