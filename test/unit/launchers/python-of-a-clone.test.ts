import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../src/config/schema/schema';
import { describeCommand, programFor, ScriptNotAllowed, type ScriptCommand } from '../../../src/launchers';
import { ourModule } from '../../../src/launchers/python-program';

const config = (more: object): ReturnType<typeof configSchema.parse> =>
  configSchema.parse({
    ...{ name: 'a', data: { set: 'mnist' }, student: { model: { preset: 'mlp', hidden: [4] } } },
    ...more,
  });

describe('a Python that came with a clone', () => {
  let folder: string;
  let asked: ScriptCommand[];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-clone-'));
    asked = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  for (const [what, settings] of [
    ['a training on PyTorch', { train: { engine: 'torch' } }],
    ['a sweep of trainings on PyTorch', { train: { engine: 'torch' }, sweep: { over: { 'loss.soft': [0.1, 0.2] } } }],
  ] as const) {
    it(`is not executed by ${what} before a person agrees`, async function () {
      if (process.platform === 'win32') this.skip();
      const python = path.join(folder, '.venv', 'bin', 'python');
      mkdirSync(path.dirname(python), { recursive: true });
      writeFileSync(python, `#!/bin/sh\ntouch "${path.join(folder, 'executed')}"\n`);
      chmodSync(python, 0o755);
      const choice = {
        ...{ folder: path.join(folder, '.distillery', 'runs', 'a'), configPath: path.join(folder, 'a.distill.yaml') },
        config: config(settings),
      };
      const started = programFor(choice, {
        ...{ nodePath: 'node', trainerPath: path.resolve('dist/trainer.js'), supervisorPath: 'supervisor.js' },
        findPython: () => Promise.resolve([{ path: python, origin: 'venv' }]),
        allowScript: (command) => {
          asked.push(command);
          return Promise.resolve(false);
        },
      });
      await assert.rejects(started, ScriptNotAllowed);
      assert.deepEqual([asked[0]?.interpreter, asked[0]?.isOurs], [python, true]);
      assert.equal(existsSync(path.join(folder, 'executed')), false);
    });
  }

  it('has nothing of a config’s folder imported by our own program', function () {
    const environment = { ...process.env, PYTHONPATH: path.resolve('python') };
    if (spawnSync('python3', ['--version']).status !== 0) this.skip();
    for (const name of ['distillery', 'runpy', 'json', 'torch', 'pkgutil', 'sitecustomize']) {
      writeFileSync(path.join(folder, `${name}.py`), 'open("executed", "w")\n');
    }
    const ran = spawnSync('python3', ['-u', ...ourModule, 'anything'], {
      ...{ cwd: folder, env: environment, encoding: 'utf8' },
    });
    assert.match(ran.stderr, /usage: python -m distillery train RUN_FOLDER/);
    assert.equal(ran.status, 2);
    assert.equal(existsSync(path.join(folder, 'executed')), false);
  });

  it('is shown with each character of its command that would not be seen', () => {
    const interpreter = '/w/\u202e\u200bnohtyp';
    assert.equal(
      describeCommand({ interpreter, args: ['a.py', 'x\u2028y', 'é b', '\u00a0'], cwd: '/w' }),
      '"/w/\\u{202e}\\u{200b}nohtyp" -u a.py "x\\u{2028}y" "é b" "\\u{a0}"',
    );
  });
});
