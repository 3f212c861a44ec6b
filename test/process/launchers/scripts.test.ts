import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { findTerminalPythons } from '../../../src/interpreters';
import { cancelRun, ScriptNotAllowed, type LaunchSettings, type ScriptCommand } from '../../../src/launchers';
import { checkConfigText, resumeRun, startRun, type StartedRun } from '../../../src/running';
import { isActiveStatus, readEvents, type RunSummary } from '../../../src/runs';
import { isGone, Launched, until } from './launched';

/** Lines of a script that writes plain JSON, as a writer of another language may. */
const plainWriter = `
import json, os, sys, time
log = os.path.join(os.environ["DISTILLERY_RUN_DIR"], "events.jsonl")
seq = len(open(log).readlines()) if os.path.exists(log) else 0
def write(**event):
    global seq
    seq += 1
    stamps = {"seq": seq, "attempt": int(os.environ["DISTILLERY_ATTEMPT"]), "at": int(time.time() * 1000)}
    with open(log, "a") as file:
        file.write(json.dumps({**event, **stamps}) + "\\n")
`;

describe('runs of scripts', function () {
  this.timeout(120_000);
  const launched = new Launched('scripts', 'my wörk & co');
  const workspace = path.join(launched.root, 'my wörk & co');
  const file = path.join(workspace, 'own.distill.yaml');
  const asked: ScriptCommand[] = [];
  const environment = { ...process.env };
  const settings: LaunchSettings = {
    ...launched.programs,
    trainerPath: path.resolve('dist/trainer.js'),
    findPython: (folder) => Promise.resolve(findTerminalPythons({ workspace: folder, environment: process.env })),
    allowScript: (command) => {
      asked.push(command);
      return Promise.resolve(true);
    },
  };

  before(function () {
    if (findTerminalPythons({ workspace, environment: process.env }).length === 0) this.skip();
    launched.build();
    mkdirSync(workspace, { recursive: true });
    Object.assign(process.env, { DISTILLERY_ASK_FOR_MS: '300', DISTILLERY_TERMINATE_FOR_MS: '300' });
    Object.assign(process.env, { PYTHONPATH: '/users/own', CONDA_PREFIX: '/users/conda' });
  });
  after(async () => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, environment);
    await launched.end();
  });

  /** Starts a script with these lines, as ▶ does. */
  async function start(
    lines: string,
    more = '',
    changes: Partial<LaunchSettings> = {},
    warnings: readonly string[] = [],
  ): Promise<StartedRun> {
    writeFileSync(path.join(workspace, 'trän er.py'), lines);
    const text = `name: own loop\nscript: { file: trän er.py, args: [--width, 2, 'a "b" $HOME'] }\n${more}`;
    const checked = await checkConfigText({ file, workspace, text, allowedFolders: [], runs: [] });
    assert.deepEqual(
      checked.problems.map(({ code }) => code),
      warnings,
    );
    return startRun(checked, { ...settings, ...changes });
  }

  async function ended({ folder }: StartedRun): Promise<RunSummary> {
    await until(async () => !isActiveStatus((await launched.summary(folder)).status), 'the end of a script');
    return launched.summary(folder);
  }

  it('train with our package: its steps, result, Python, script and objective are in the run', async () => {
    const lines = `
import os, sys, distillery
assert sys.argv[1:] == ["--width", "2", 'a "b" $HOME'], sys.argv
assert os.environ["PYTHONPATH"].split(os.pathsep)[1:] == ["/users/own"]
assert os.environ["CONDA_PREFIX"] == "/users/conda"
assert os.path.basename(os.getcwd()) == "my wörk & co"
run = distillery.init(steps=3, epochs=1)
for step in range(1, 4):
    run.log({"loss": 1 / step, "temperature": 3.0}, step=step)
run.finish()
`;
    const started = await start(lines, 'temperature: 3\n');
    const { status, progress } = await ended(started);
    assert.equal(status, 'finished', progress.message);
    assert.deepEqual([progress.step, progress.python?.origin], [3, 'the PATH']);
    assert.match(progress.python?.version ?? '', /^3\.\d+\.\d+$/);
    assert.equal(progress.inputs?.script?.sha256, createHash('sha256').update(lines).digest('hex'));
    assert.match(readFileSync(path.join(started.folder, 'objective.py'), 'utf8'), /class Objective/);
    assert.deepEqual(asked.at(-1)?.args, ['trän er.py', '--width', '2', 'a "b" $HOME']);
    assert.equal(asked.at(-1)?.cwd, workspace);
  });

  it('tell an exception by the file and line of the script, then the end of its output', async () => {
    const lines = 'def inner():\n    raise ValueError("a bad thing")\nprint("epoch 1")\ninner()\n';
    const { status, progress } = await ended(await start(lines));
    assert.equal(status, 'failed');
    assert.equal(progress.message, 'trän er.py:2: ValueError: a bad thing');
    assert.match(progress.hint ?? '', /^Its output ends: .*ValueError: a bad thing$/);
  });

  it('say how to install what cannot be imported', async () => {
    const { progress } = await ended(await start('import no_such_module.inner\n'));
    assert.equal(progress.message, "trän er.py:1: ModuleNotFoundError: No module named 'no_such_module'");
    assert.match(progress.hint ?? '', /^Install it with '.*python3? -m pip install no_such_module', or choose another/);
  });

  it('that have a module named distillery beside them are told so, before and after they fail by it', async () => {
    const own = path.join(workspace, 'distillery.py');
    writeFileSync(own, 'def other(): pass\n');
    const before = ['shadowed-package'];
    const hint = 'A module of your own is imported as distillery, in place of Distillery’s package; rename it';
    try {
      for (const [lines, message] of [
        [
          'import distillery\ndistillery.init()\n',
          /^trän er\.py:2: AttributeError: module 'distillery' has no attribute/,
        ],
        ['from distillery import init\n', /^trän er\.py:1: ImportError: cannot import name 'init' from 'distillery'/],
        ['import distillery.hf\n', /^trän er\.py:1: ModuleNotFoundError: No module named 'distillery\.hf'/],
      ] as const) {
        const { progress } = await ended(await start(lines, '', {}, before));
        assert.match(progress.message ?? '', message);
        assert.equal(progress.hint, hint);
      }
    } finally {
      rmSync(own);
    }
    const { progress } = await ended(await start('import sys\nsys.path.clear()\nimport distillery\n'));
    assert.match(progress.hint ?? '', /^A run finds Distillery’s package by PYTHONPATH; keep that variable/);
  });

  it('that are killed from outside are told of memory, and of their last words', async function () {
    if (process.platform === 'win32') this.skip();
    const lines = 'import os, signal\nprint("epoch 3", flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n';
    const { status, progress } = await ended(await start(lines));
    assert.deepEqual(
      [status, progress.message, progress.hint],
      [
        'failed',
        'trän er.py ended with SIGKILL; it logged nothing',
        'Memory may have run out: lower the batch size. Its output ends: epoch 3',
      ],
    );
  });

  it('say what was and what was not seen of one that ends with exit code 0 and no result', async () => {
    const { status, progress } = await ended(await start('print("done")\n'));
    assert.equal(status, 'failed');
    assert.equal(progress.message, 'trän er.py ended with exit code 0 and without run.finish(); it logged nothing');
    assert.match(progress.hint ?? '', /^Call distillery\.init\(\) in it/);
    const writer = `${plainWriter}write(type="step", step=7, epoch=1.5, loss=0.5)\n`;
    const logged = await ended(await start(writer));
    assert.equal(
      logged.progress.message,
      'trän er.py ended with exit code 0 and without run.finish(); its last step is 7, in epoch 2, and it logged no result',
    );
    assert.equal(readEvents(logged.folder).badLines, 0);
  });

  it('end with their workers where they ignore a stop: asked, terminated, killed', async function () {
    if (process.platform === 'win32') this.skip();
    const lines = `
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    open("worker", "w").write(str(os.getpid()))
while True:
    time.sleep(0.05)
`;
    const started = await start(lines);
    const worker = path.join(workspace, 'worker');
    await until(() => existsSync(worker) && readFileSync(worker, 'utf8') !== '', 'the worker');
    assert.equal(await cancelRun(started, { when: 'after a checkpoint' }), 'requested');
    const { status, progress, folder } = await ended(started);
    assert.notEqual(status, 'finished');
    await until(() => isGone(Number(readFileSync(worker, 'utf8'))), 'the end of the worker');
    assert.match(readFileSync(path.join(folder, 'output.log'), 'utf8'), /asked to stop[^]*SIGTERM[^]*SIGKILL/);
    assert.doesNotMatch(progress.hint ?? '', /Memory may have run out/);
  });

  it('that print 100 MB keep a bounded output', async () => {
    const lines = 'import sys\nfor _ in range(100):\n    sys.stdout.write("x" * (1 << 20))\nsys.exit(3)\n';
    const { progress, folder } = await ended(await start(lines));
    assert.match(progress.message ?? '', /^trän er\.py ended with exit code 3; it logged nothing$/);
    const bytes = ['output.log', 'output.log.1'].map((name) => statSync(path.join(folder, name)).size);
    assert.ok(Math.max(...bytes) <= 5 << 20, String(bytes));
  });

  it('go on with another script only knowingly, which the log records', async () => {
    const lines = `${plainWriter}write(type="step", step=1, epoch=1, loss=0.5)\nsys.exit(4)\n`;
    const run = await ended(await start(lines));
    writeFileSync(path.join(workspace, 'trän er.py'), `${lines}# changed\n`);
    const options = { runs: [], settings, isTakingOver: false };
    await assert.rejects(
      resumeRun(run, { ...options, acceptsChangedInputs: false }),
      /cannot go on: its script trän er\.py has changed since; put the earlier one back, .* with --changed-inputs$/,
    );
    const { progress } = await ended(await resumeRun(run, { ...options, acceptsChangedInputs: true }));
    assert.equal(progress.attempt, 2);
    assert.deepEqual(
      progress.inputChanges?.map(({ input }) => input),
      ['script'],
    );
  });

  it('do not go on where their file has become a link that leads out of the workspace', async function () {
    if (process.platform === 'win32') this.skip();
    const run = await ended(await start('raise SystemExit(4)\n'));
    const outside = path.join(launched.root, 'outside.py');
    writeFileSync(outside, 'open("written", "w")\n');
    rmSync(path.join(workspace, 'trän er.py'));
    symlinkSync(outside, path.join(workspace, 'trän er.py'));
    const options = { runs: [], settings, isTakingOver: true, acceptsChangedInputs: true };
    await assert.rejects(
      resumeRun(run, options),
      /leads to .*outside\.py, outside of the workspace; allow that folder/,
    );
    rmSync(path.join(workspace, 'trän er.py'));
    assert.equal(existsSync(path.join(workspace, 'written')), false);
  });

  it('are not made where the person does not agree, or where there is no Python', async () => {
    const count = readdirSync(launched.runs).length;
    await assert.rejects(start('1\n', '', { allowScript: () => Promise.resolve(false) }), ScriptNotAllowed);
    await assert.rejects(start('1\n', '', { findPython: () => Promise.resolve([]) }), /^Error: no Python was found/);
    assert.equal(readdirSync(launched.runs).length, count);
  });
});
