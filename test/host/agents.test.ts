import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { uriOf, workspaceFolder } from './workspace';

interface Manifest {
  readonly contributes: {
    readonly languageModelTools: readonly { readonly name: string }[];
    readonly problemPatterns: readonly { readonly regexp: string }[];
  };
}

const manifest = (): Manifest => vscode.extensions.getExtension('distillery.distillery')?.packageJSON as Manifest;

/** The answer of a tool of language models, as JSON. */
async function answerOf(name: string, input: object): Promise<Record<string, unknown>> {
  const options = { input, toolInvocationToken: undefined };
  const { content } = await vscode.lm.invokeTool(name, options);
  const [part] = content;
  assert.ok(part instanceof vscode.LanguageModelTextPart);
  return JSON.parse(part.value) as Record<string, unknown>;
}

/** Writes a config with a strategy that there is none of, for the tests of a `describe`. */
function withBrokenConfig(name: string): void {
  before(() => {
    const text = readFileSync(uriOf('quick.distill.yaml').fsPath, 'utf8');
    writeFileSync(uriOf(name).fsPath, text.replace('strategy: linear', 'strategy: no-such'));
  });
  after(() => {
    rmSync(uriOf(name).fsPath, { force: true });
  });
}

describe('tools of language models', () => {
  withBrokenConfig('broken.distill.yaml');
  before(async () => {
    await vscode.extensions.getExtension('distillery.distillery')?.activate();
  });

  it('are all that are announced', () => {
    const known = new Set(vscode.lm.tools.map(({ name }) => name));
    const announced = manifest().contributes.languageModelTools.map(({ name }) => name);
    assert.equal(announced.length, 9);
    assert.deepEqual(
      announced.filter((name) => !known.has(name)),
      [],
    );
  });

  it('answer about the runs and configs of the window', async () => {
    assert.ok(Array.isArray((await answerOf('distillery_list_runs', {}))['runs']));
    const { valid, problems } = await answerOf('distillery_validate_config', { config: 'broken.distill.yaml' });
    assert.equal(valid, false);
    assert.match(JSON.stringify(problems), /no-such/);
    await assert.rejects(answerOf('distillery_follow_run', { run: 'nobody' }), /no run 'nobody'/);
  });
});

describe('the terminal', () => {
  withBrokenConfig('broken.distill.yaml');
  it('has the command distillery, which is the extension’s own', () => {
    const state = path.dirname(workspaceFolder());
    const found = readdirSync(state, { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith(path.join('globalStorage', 'distillery.distillery', 'bin', 'distillery')),
    );
    assert.ok(found !== undefined, `no command below ${state}`);
    const { stdout, status } = spawnSync(path.join(state, found), ['validate', uriOf('quick.distill.yaml').fsPath], {
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout], [0, 'quick.distill.yaml is valid\n']);
  });

  it('has tasks that run and validate each config, whose problems the matcher finds', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'distillery' });
    const names = tasks.map(({ name }) => name);
    assert.ok(names.includes('run quick.distill.yaml') && names.includes('validate broken.distill.yaml'), names.join());
    const task = tasks.find(({ name }) => name === 'validate broken.distill.yaml');
    const { execution } = task ?? {};
    assert.ok(execution instanceof vscode.ProcessExecution);
    const { stderr } = spawnSync(execution.process, execution.args, {
      ...{ cwd: execution.options?.cwd, encoding: 'utf8' },
      env: { ...process.env, ...execution.options?.env },
    });
    const pattern = new RegExp(manifest().contributes.problemPatterns[0]?.regexp ?? '$.');
    const [, file, line, , severity, message, code] = pattern.exec(stderr.split('\n')[0] ?? '') ?? [];
    assert.deepEqual([file, severity, code], ['broken.distill.yaml', 'error', 'invalid-value'], stderr);
    assert.ok(Number(line) > 1);
    assert.match(message ?? '', /no-such/);
  });
});
