import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema, type ResolvedConfig } from '../../../src/config';
import type { InterpreterCandidate } from '../../../src/interpreters';
import {
  programFor,
  ScriptNotAllowed,
  type AllowScript,
  type LaunchSettings,
  type ScriptCommand,
} from '../../../src/launchers';

describe('a config whose models are Python code', () => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'distillery-models-')));
  const python = path.join(root, 'no-python');
  before(() => {
    mkdirSync(path.join(root, 'sub'));
    writeFileSync(python, '');
  });
  after(() => rmSync(root, { recursive: true }));
  const made = (student: object, more: object = {}): ResolvedConfig =>
    configSchema.parse({
      name: 'a',
      data: { set: 'mnist' },
      student: { model: student },
      train: { engine: 'torch' },
      ...more,
    });
  const start = (
    config: ResolvedConfig,
    allowScript?: AllowScript,
    more: Partial<LaunchSettings> = {},
  ): ReturnType<typeof programFor> =>
    programFor(
      {
        folder: path.join(root, '.distillery/runs/a'),
        config,
        configPath: path.join(root, 'sub/a.distill.yaml'),
      },
      {
        ...{ nodePath: 'node', trainerPath: '/p/dist/trainer.js', supervisorPath: '/p/dist/supervisor.js' },
        findPython: () => Promise.resolve([{ path: python, origin: 'setting' }]),
        ...(allowScript && { allowScript }),
        ...more,
      },
    );
  const model = { python: 'models.py:make', args: { width: 2 }, weights: 'a.safetensors' };

  it('is started only where its code, folder and interpreter were agreed to, and no Python is asked before', async () => {
    const asked: ScriptCommand[] = [];
    const refuse: AllowScript = (command) => {
      asked.push(command);
      return Promise.resolve(false);
    };
    const teacher = { model: { python: 'torchvision.models:resnet18' } };
    await assert.rejects(start(made(model, { teacher }), refuse), /models\.py:make" was not agreed to, so nothing was/);
    await assert.rejects(start(made(model)), ScriptNotAllowed);
    assert.deepEqual(asked, [
      {
        code: 'the code of "torchvision.models:resnet18" and "models.py:make"',
        interpreter: python,
        args: ['-m', 'distillery', 'train', 'torchvision.models:resnet18', 'models.py:make', 'a.safetensors'],
        cwd: path.join(root, 'sub'),
      },
    ]);
    // Once agreed to, the Python is asked for its version.
    await assert.rejects(
      start(made(model), () => Promise.resolve(true)),
      /no-python/,
    );
  });

  it('is asked about for data sets of code too, whose file must lie in the workspace', async () => {
    const asked: ScriptCommand[] = [];
    const refuse: AllowScript = (command) => {
      asked.push(command);
      return Promise.resolve(false);
    };
    const preset = { preset: 'mlp', hidden: [8] };
    const data = { python: 'data.py:make_datasets', args: { size: 8 } };
    await assert.rejects(start(made(preset, { data }), refuse), /data\.py:make_datasets" was not agreed to/);
    assert.deepEqual(
      asked.map(({ code, args }) => [code, args]),
      [['the code of "data.py:make_datasets"', ['-m', 'distillery', 'train', 'data.py:make_datasets']]],
    );
    const outside = { python: '../../data.py:make_datasets' };
    await assert.rejects(start(made(preset, { data: outside }), refuse), /workspace/);
    assert.equal(asked.length, 1, 'nobody is asked about what may not run');
  });

  it('tells of a module of the user’s own that is named as our package, and is not imported in its place', async function () {
    if (process.platform === 'win32') this.skip();
    const file = path.join(root, 'python-with-torch');
    const facts = { version: '3.12.1', executable: file, torch: '2.15.0', folders: [root] };
    writeFileSync(file, `#!/bin/sh\necho '${JSON.stringify(facts)}'\n`, { mode: 0o755 });
    const tellsOf = async (): Promise<unknown> => {
      const findPython = (): Promise<InterpreterCandidate[]> => Promise.resolve([{ path: file, origin: 'setting' }]);
      const { events = [] } = await start(made(model), () => Promise.resolve(true), { findPython });
      return events.find(({ type }) => type === 'interpreter');
    };
    const told = { type: 'interpreter', version: '3.12.1', path: file, torch: '2.15.0' };
    assert.deepEqual(await tellsOf(), { ...told, origin: 'the setting distillery.pythonPath' });
    const own = path.join(root, 'sub', 'distillery.py');
    writeFileSync(own, '');
    assert.deepEqual(await tellsOf(), { ...told, origin: 'the setting distillery.pythonPath', otherModule: own });
  });

  it('asks for a sweep before its coordinator is started, and not again for each of its points', async () => {
    const sweep = { over: { 'student.model.args.width': [1, 2] } };
    await assert.rejects(start(made(model, { sweep })), ScriptNotAllowed);
    const { args } = await start(made(model, { sweep }), () => Promise.resolve(true));
    assert.match(args.join(' '), /coordinator\.js/);
  });

  it('names no file outside of the workspace', async () => {
    const outside = { ...model, python: '../../models.py:make' };
    await assert.rejects(
      start(made(outside), () => Promise.resolve(true)),
      /workspace/,
    );
  });
});

describe('the program of a sweep', () => {
  const pythonOf = async (settings: object): Promise<string | undefined> => {
    const config = configSchema.parse({
      name: 'a',
      data: { set: 'mnist' },
      student: { model: { preset: 'mlp', hidden: [4] } },
      ...settings,
    });
    const { env } = await programFor(
      { folder: '/w/.distillery/runs/a', config, configPath: '/w/a.distill.yaml' },
      {
        ...{ nodePath: 'node', trainerPath: '/p/dist/trainer.js', supervisorPath: '/p/dist/supervisor.js' },
        findPython: (workspace) => Promise.resolve([{ path: `${workspace}/python`, origin: 'setting' }]),
      },
    );
    return env?.['DISTILLERY_PYTHON'];
  };

  it('is given the Python that the editor has, where its runs train on PyTorch', async () => {
    const over = { temperature: [1, 2] };
    assert.equal(await pythonOf({ train: { engine: 'torch' }, sweep: { over } }), '/w/python');
    assert.equal(await pythonOf({ sweep: { over: { 'train.engine': ['onnx', 'torch'] } } }), '/w/python');
    assert.equal(await pythonOf({ sweep: { over } }), undefined);
  });

  it('by Optuna begins only with a Python that is there', async () => {
    await assert.rejects(pythonOf({ sweep: { over: { temperature: [1, 2] }, method: 'optuna' } }), {
      message:
        'there is no Python at /w/python, which the setting distillery.pythonPath names; correct the setting, or empty it',
    });
  });
});

describe('the program of runs that train side by side', () => {
  const config = configSchema.parse({
    name: 'a',
    data: { set: 'mnist' },
    teacher: { model: { preset: 'mlp', hidden: [4] } },
    student: { model: { preset: 'mlp', hidden: [2] } },
  });
  const settings = { nodePath: 'node', trainerPath: '/p/trainer.js', supervisorPath: '/p/supervisor.js' };
  const choice = { folder: '/w/.distillery/runs/a', config, configPath: '/w/a.distill.yaml' };

  it('names them, and has room for the objects of a launch of them all', async () => {
    const { members, args } = await programFor({ ...choice, members: ['/w/.distillery/runs/b'] }, settings);
    assert.deepEqual(members, ['/w/.distillery/runs/b']);
    assert.deepEqual(args, ['--max-semi-space-size=32', settings.trainerPath, choice.folder]);
  });

  it('is that of a run alone where there is one', async () => {
    const { members, args } = await programFor({ ...choice, members: [] }, settings);
    assert.equal(members, undefined);
    assert.deepEqual(args, ['--max-semi-space-size=4', settings.trainerPath, choice.folder]);
  });
});
