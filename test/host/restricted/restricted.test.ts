import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { listRuns, until, uriOf, workspaceFolder } from '../workspace';

/** Everything below the workspace, with its content. */
function files(folder = workspaceFolder()): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(file, readFileSync(file, 'latin1'));
  }
  return found;
}

/** The API object of the extension that is tested: VS Code gives each extension its own, by the file that requires it. */
function apiOfExtension(): typeof vscode {
  const extension = vscode.extensions.getExtension('distillery.distillery');
  assert.ok(extension);
  return createRequire(path.join(extension.extensionPath, 'dist', 'extension.js'))('vscode') as typeof vscode;
}

/** A command's argument in the name of its test. */
function nameOf(word: unknown): string {
  return word instanceof vscode.Uri ? path.basename(word.path) : 'a run';
}

describe('a workspace that is not trusted', () => {
  before(async () => {
    assert.equal(vscode.workspace.isTrusted, false, 'these tests need Restricted Mode');
    await vscode.extensions.getExtension('distillery.distillery')?.activate();
  });

  it('has tools of language models that read, and start nothing', async () => {
    const call = async (name: string, input: object): Promise<vscode.LanguageModelToolResult> =>
      vscode.lm.invokeTool(`distillery_${name}`, { input, toolInvocationToken: undefined });
    const before = files();
    const { content } = await call('validate_config', { config: 'broken.distill.yaml' });
    const [part] = content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    assert.match(part.value, /^\{"valid":false/);
    await assert.rejects(call('start_run', { config: 'broken.distill.yaml' }), /trusted workspace/);
    assert.deepEqual(files(), before);
  });

  it('has its configs checked, completed and explained', async () => {
    const document = await vscode.workspace.openTextDocument(uriOf('broken.distill.yaml'));
    const broken = document.getText();
    await vscode.window.showTextDocument(document);
    const problems = await until('a problem', () => {
      const found = vscode.languages.getDiagnostics(document.uri);
      return found.length > 0 ? found : undefined;
    });
    assert.match(problems.map(({ message }) => message).join('\n'), /no-such/);
    const at = document.positionAt(broken.indexOf('no-such'));
    const offered = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      at,
    );
    assert.ok(offered.items.some(({ label }) => (typeof label === 'string' ? label : label.label) === 'cosine'));
    const inKey = document.positionAt(broken.indexOf('strategy') + 1);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      inKey,
    );
    assert.ok(hovers.length > 0);
  });

  it('shows the runs that came with it', async () => {
    assert.deepEqual(
      (await listRuns()).map(({ id, status }) => [id, status]),
      [
        ['cloned', 'stopped'],
        ['waiting', 'queued'],
      ],
    );
    await vscode.commands.executeCommand('distillery.openRunPanel', { folder: (await listRuns())[0]?.folder });
    await until('the panel', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputWebview),
    );
  });

  it('ignores the settings that it brings for executables, folders and the number of runs', () => {
    const brought = readFileSync(path.join(workspaceFolder(), '.vscode', 'settings.json'), 'utf8');
    const settings = vscode.workspace.getConfiguration('distillery');
    for (const [name, normal] of [
      ['nodePath', ''],
      ['pythonPath', ''],
      ['allowedFolders', []],
      ['runsAtATime', 1],
      ['profiles', { ours: { launcher: 'slurm', bin: workspaceFolder() } }],
    ] as const) {
      assert.ok(brought.includes(`distillery.${name}`));
      assert.deepEqual(settings.get(name), normal, name);
    }
  });

  it('says why nothing runs, with a button that leads to trust', async () => {
    const window = apiOfExtension().window as { showErrorMessage: unknown };
    const { showErrorMessage } = window;
    const shown: unknown[][] = [];
    window.showErrorMessage = (...words: unknown[]): Promise<unknown> => {
      shown.push(words);
      return Promise.resolve(words.at(-1));
    };
    try {
      await vscode.commands.executeCommand('distillery.run', uriOf('quick.distill.yaml'));
    } finally {
      window.showErrorMessage = showErrorMessage;
    }
    assert.deepEqual(shown, [
      [
        'a run needs a trusted workspace: nothing is executed in Restricted Mode. Trust the folder first',
        'Manage Trust',
      ],
    ]);
    await until('the editor of trust', () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label === 'Workspace Trust'),
    );
  });

  for (const [command, words] of [
    ['run', (): unknown[] => [uriOf('quick.distill.yaml')]],
    ['run', (): unknown[] => [uriOf('own.distill.yaml')]],
    ['runOn', (): unknown[] => [uriOf('quick.distill.yaml')]],
    ['debugRun', (): unknown[] => [uriOf('own.distill.yaml')]],
    ['selectPython', (): unknown[] => []],
    ['rerun', (folder: string): unknown[] => [{ folder }]],
    ['resume', (folder: string): unknown[] => [{ folder }]],
  ] as const) {
    it(`runs nothing when it is asked to ${[command, ...words('a run').map(nameOf)].join(' ')}`, async () => {
      const before = files();
      const folder = path.join(workspaceFolder(), '.distillery', 'runs', 'cloned');
      await vscode.commands.executeCommand(`distillery.${command}`, ...words(folder));
      assert.deepEqual(files(), before, 'no file is made or changed');
      assert.equal(existsSync(path.join(workspaceFolder(), 'executed')), false);
    });
  }

  it('asks no cluster about a job that waits, and submits none', async () => {
    const before = files();
    const folder = path.join(workspaceFolder(), '.distillery', 'runs', 'waiting');
    // Its panel has the runs read, after which a cluster is asked about those that wait.
    await vscode.commands.executeCommand('distillery.openRunPanel', { folder });
    await until('its panel', () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.includes('waiting')),
    );
    for (const command of ['stop', 'resume', 'rerun']) {
      await vscode.commands.executeCommand(`distillery.${command}`, { folder });
    }
    assert.equal((await listRuns()).find(({ id }) => id === 'waiting')?.status, 'queued');
    assert.deepEqual(files(), before);
    assert.equal(existsSync(path.join(workspaceFolder(), 'executed')), false);
  });
});
