import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launcherNamed, type TrainerProgram } from '../../../src/launchers';
import { readExit, runFiles } from '../../../src/runs';
import { readSupervisorArgs, supervisorArgs, supervisorEnvironment } from '../../../src/supervisor/trainer-program';
import { Launched, until } from './launched';

/** Prints what a trainer was started with. */
const reporter = `console.log(JSON.stringify({
  args: process.argv.slice(1), cwd: process.cwd(), folder: process.env.DISTILLERY_RUN_DIR,
  planted: process.env.PLANTED, asNode: process.env.ELECTRON_RUN_AS_NODE, carrier: process.env.DISTILLERY_TRAINER_ENV,
}))`;

/** Content of a file; none of one that its supervisor has taken away meanwhile, as it does with its place in the queue. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

describe('a trainer program', function () {
  this.timeout(30_000);
  const runs = new Launched('program', `-ö 'quoted" $(touch pwned)`);
  before(() => runs.build());
  after(() => runs.end());

  const run = async (program: TrainerProgram): Promise<{ folder: string; output: string }> => {
    const folder = runs.make('none');
    await launcherNamed('local').submit({ ...runs.programs, folder, program });
    await until(() => readExit(folder) !== undefined, 'exit.json');
    return { folder, output: readFileSync(path.join(folder, runFiles.output), 'utf8') };
  };

  it('gets its words, folder and variables as they are, and the run folder in DISTILLERY_RUN_DIR', async () => {
    const cwd = path.join(runs.root, 'a folder');
    mkdirSync(cwd);
    const words = ['--', '$(touch pwned)', '"; touch pwned', '--cwd', ''];
    const { folder, output } = await run({
      ...{ command: process.execPath, args: ['-e', reporter, ...words], cwd },
      env: { PLANTED: 'a secret of the user' },
    });
    assert.deepEqual(JSON.parse(output), {
      ...{ args: words.slice(1), cwd, folder, planted: 'a secret of the user' },
    });
    assert.equal(existsSync(path.join(cwd, 'pwned')), false);
  });

  it('leaves none of its variables on disk', async () => {
    const secret = 'planted-0815-secret';
    const { folder } = await run({ command: process.execPath, args: ['-e', ''], env: { PLANTED: secret } });
    const files = readdirSync(runs.root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(files.length > 5, `${files.length} files`);
    const holding = files.filter((entry) => contentOf(path.join(entry.parentPath, entry.name)).includes(secret));
    assert.deepEqual(
      holding.map(({ name }) => name),
      [],
    );
    assert.equal(readExit(folder)?.code, 0);
  });

  it('of another language is started and supervised like our own', async () => {
    const script = path.join(runs.root, 'train.sh');
    writeFileSync(script, 'echo "trains $1 in $DISTILLERY_RUN_DIR as attempt $DISTILLERY_ATTEMPT"; exit 7\n');
    const { folder, output } = await run({ command: '/bin/sh', args: [script, '2'] });
    assert.equal(output, `trains 2 in ${folder} as attempt 1\n`);
    const { status, progress } = await runs.summary(folder);
    assert.deepEqual([status, readExit(folder)?.code], ['failed', 7]);
    assert.match(progress.message ?? '', /exit code 7/);
  });

  it('says which of program and working folder is missing', async () => {
    const missing = path.join(runs.root, 'nowhere');
    for (const program of [
      { command: missing, args: [] },
      { command: process.execPath, args: [], cwd: missing },
    ]) {
      const folder = runs.make('none');
      await launcherNamed('local').submit({ ...runs.programs, folder, program });
      await until(() => readExit(folder) !== undefined, 'exit.json');
      const expected =
        'cwd' in program ? /node could not be started, since .*nowhere is not there/ : /nowhere could not/;
      assert.match(readExit(folder)?.reason ?? '', expected);
    }
  });

  it('is refused, with the setting to correct, where the Node that is to supervise it is missing', async () => {
    const nodePath = path.join(runs.root, 'no-node');
    const program = { command: process.execPath, args: ['-e', ''] };
    const submitting = launcherNamed('local').submit({
      ...runs.programs,
      folder: runs.make('none'),
      program,
      nodePath,
    });
    await assert.rejects(
      submitting,
      /^Error: the run could not be started with '.*no-node': it is not there\. Where the setting distillery\.nodePath names it, correct or empty it$/,
    );
  });

  it('is named by the supervisor’s arguments alone, its variables by the environment alone', () => {
    const program = { command: 'python3', args: ['-m', 'distillery', '--', 'x'], cwd: '/c', env: { A: 'b' } };
    const words = supervisorArgs('/run', program);
    assert.deepEqual(words, ['/run', '--cwd', '/c', '--', 'python3', '-m', 'distillery', '--', 'x']);
    assert.deepEqual(readSupervisorArgs(words, supervisorEnvironment({}, program)), { runFolder: '/run', program });
    const told = { ...program, events: [{ type: 'notice' as const, message: 'told' }] };
    assert.deepEqual(supervisorArgs('/run', told), words);
    assert.deepEqual(readSupervisorArgs(words, supervisorEnvironment({}, told))?.program, told);
    const group = { ...program, members: ['/other', '/third'] };
    const named = supervisorArgs('/run', group);
    assert.deepEqual(named.slice(0, 6), ['/run', '--with', '/other', '--with', '/third', '--cwd']);
    assert.deepEqual(readSupervisorArgs(named, supervisorEnvironment({}, group)), {
      runFolder: '/run',
      program: group,
    });
    for (const wrong of [
      [],
      ['/run'],
      ['/run', '--with', '--', 'x'],
      ['/run', '--'],
      ['/run', '--cwd', '--', 'x'],
      ['--', 'x'],
    ]) {
      assert.equal(readSupervisorArgs(wrong, {}), undefined, wrong.join(' '));
    }
  });
});
