import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import {
  chooseCandidate,
  chooseInterpreter,
  describeInterpreter,
  findCandidates,
  findTerminalPythons,
  InterpreterFault,
  probeInterpreter,
} from '../../../src/interpreters';

let folder = '';

/** An executable that prints lines as a probe's child would, and appends a mark to `asked`. */
function fakePython(name: string, lines: readonly string[]): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  const printed = lines.map((line) => `printf '%s\\n' '${line}'`).join('\n');
  writeFileSync(file, `#!/bin/sh\nprintf x >> '${folder}/asked'\n${printed}\n`);
  chmodSync(file, 0o755);
  return file;
}

const told = (version: string, more: object = {}): string[] => [
  JSON.stringify({ version, executable: '/usr/bin/python3' }),
  JSON.stringify({ folders: [folder], ...more }),
];

describe('the interpreters', function () {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'py thöns-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('come in the order of their precedence, each once', () => {
    const venv = fakePython('.venv/bin/python', []);
    const onPath = fakePython('bin/python3', []);
    const environment = { PATH: `${path.join(folder, 'bin')}:relative:${path.join(folder, '.venv/bin')}` };
    const named = [
      { path: ' ', origin: 'setting' },
      { path: undefined, origin: 'environments extension' },
      { path: venv, origin: 'python extension' },
    ] as const;
    assert.deepEqual(findCandidates({ named, workspace: folder, environment }), [
      { path: venv, origin: 'python extension' },
      { path: onPath, origin: 'path' },
    ]);
  });

  it('are in a terminal those of --python, DISTILLERY_PYTHON, .venv and the PATH', () => {
    const venv = fakePython('.venv/bin/python', []);
    const environment = { PATH: '', DISTILLERY_PYTHON: '/opt/b' };
    const origins = findTerminalPythons({ option: '/opt/a', workspace: folder, environment });
    assert.deepEqual(origins, [
      { path: '/opt/a', origin: 'option' },
      { path: '/opt/b', origin: 'variable' },
      { path: venv, origin: 'venv' },
    ]);
  });

  it('are chosen as a person names them: one that is not there is no reason for another', () => {
    const there = { path: fakePython('python3', []), origin: 'path' } as const;
    assert.throws(
      () => chooseCandidate([{ path: '/no/python', origin: 'setting' }, there]),
      /^Error: there is no Python at \/no\/python, which the setting distillery\.pythonPath names; correct the setting, or empty it$/,
    );
    assert.deepEqual(chooseCandidate([{ path: '/no/python', origin: 'python extension' }, there]), there);
  });

  it('are missed with what to install and what to set', () => {
    assert.throws(() => chooseCandidate([]), {
      message:
        'no Python was found: there is no .venv in the workspace and no python3 on the PATH; install Python 3.9 or newer, or name one in the setting distillery.pythonPath (in a terminal: --python PATH)',
    });
  });

  it('are refused where they are too old, no Python, or without a PyTorch that is needed', async () => {
    const choose = (lines: readonly string[], torch: boolean): Promise<unknown> =>
      chooseInterpreter([{ path: fakePython(`p${lines.join().length}`, lines), origin: 'path' }], { torch });
    await assert.rejects(choose(told('3.7.17'), false), (error: unknown) => {
      assert.ok(error instanceof InterpreterFault);
      assert.match(
        error.message,
        /, from the PATH, is Python 3\.7\.17, and 3\.9 or newer is needed; choose another with/,
      );
      return true;
    });
    const ofPython2 = [
      'Unknown option: -I',
      'usage: python [option] ... [-c cmd]',
      'Try `python -h` for more information.',
    ];
    await assert.rejects(choose(ofPython2, false), /is older than Python 3\.4, and 3\.9 or newer is needed; choose/);
    await assert.rejects(choose(['no snakes here'], false), /is no Python: it printed 'no snakes here'; choose/);
    await assert.rejects(choose(told('3.11.2'), true), /has no PyTorch; install it with '.* -m pip install torch', or/);
    await assert.rejects(
      choose(told('3.11.2', { torch: '2.15.0', torchFault: 'OSError: libcudart.so' }), true),
      /has PyTorch 2\.15\.0, which cannot be imported: OSError: libcudart\.so; choose/,
    );
    await assert.rejects(choose(told('3.11.2', { torch: '1.13.1' }), true), /has PyTorch 1\.13\.1, and 2\.0 or newer/);
  });

  it('are refused without the Optuna that a sweep asks for, with what does without', async () => {
    const choose = (name: string, more: object): ReturnType<typeof chooseInterpreter> =>
      chooseInterpreter([{ path: fakePython(name, told('3.11.2', more)), origin: 'path' }], { optuna: true });
    const file = path.join(folder, 'none');
    await assert.rejects(choose('none', {}), {
      message: `${file}, from the PATH, has no Optuna, by which method: optuna chooses points; install it with '${file} -m pip install optuna', take method: tpe, which needs no Python, or choose another with 'Distillery: Select Python…' (in a terminal: --python PATH)`,
    });
    assert.equal((await choose('some', { optuna: '4.6.0' })).optuna, '4.6.0');
  });

  it('tell their facts once, and again when a folder of packages has changed', async () => {
    const packages = path.join(folder, 'packages');
    mkdirSync(packages);
    const python = fakePython(
      'python3',
      told('3.12.1', { folders: [packages], torch: '2.15.0', distillery: '/x/distillery.py' }),
    );
    const first = await probeInterpreter(python);
    assert.deepEqual(first, {
      facts: {
        version: '3.12.1',
        executable: '/usr/bin/python3',
        torch: '2.15.0',
        otherDistillery: '/x/distillery.py',
      },
    });
    assert.equal(await probeInterpreter(python), first);
    utimesSync(packages, new Date(1000), new Date(1000));
    assert.notEqual(await probeInterpreter(python), first);
  });

  it('are not waited for beyond the limit, with what they said before', async () => {
    const silent = fakePython('silent', ['{}']);
    writeFileSync(silent, '#!/bin/sh\nsleep 60 &\nsleep 60\n');
    assert.deepEqual(await probeInterpreter(silent, { timeoutMs: 200 }), { fault: 'does not answer' });
  });

  it('are described in one line', () => {
    const facts = { version: '3.11.7', executable: '' };
    assert.equal(describeInterpreter(facts), 'Python 3.11.7, no PyTorch');
    const devices = ['cpu', 'cuda:0 NVIDIA H200'];
    assert.equal(
      describeInterpreter({ ...facts, torch: '2.15.0', devices }),
      'Python 3.11.7, PyTorch 2.15.0 (cpu, cuda:0 NVIDIA H200)',
    );
  });
});
