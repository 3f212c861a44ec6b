import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {
  deleteRun,
  describeMachine,
  folderIdOf,
  HeartbeatWatch,
  isFoundBeating,
  readEvents,
  readExit,
  requestStop,
  runFiles,
} from '../../../src/runs';
import { stop as stopCommand } from '../../../src/cli/commands/runs/stop';
import { buildHost } from './host-process';
import { isGone, Launched, statusOf, stop, submit, until } from './launched';

describe('a fault of a run', function () {
  this.timeout(30_000);
  const runs = new Launched('faults');
  let host: string;
  before(() => {
    runs.build();
    host = buildHost(runs.root);
  });
  after(() => runs.end());

  const outcome = async (folder: string): Promise<[string, string]> => {
    await until(() => readExit(folder) !== undefined, 'exit.json');
    const { status, progress } = await runs.summary(folder);
    return [status, progress.message ?? ''];
  };
  const grandchildOf = async (folder: string): Promise<number> => {
    const file = path.join(folder, 'grandchild');
    await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '', 'the grandchild');
    return Number(readFileSync(file, 'utf8'));
  };

  const endings: readonly [string, number | null, string | null, RegExp][] = [
    ['later-0', 0, null, /finished/],
    ['later-7', 7, null, /failed.*exit code 7/],
    ['later-kill', null, 'SIGKILL', /failed.*SIGKILL/],
  ];
  for (const [mode, code, signal, says] of endings) {
    it(`after the editor's host is killed is told by exit.json: ${mode}`, async () => {
      const folder = runs.make(mode);
      const orders = JSON.stringify({ programs: runs.programs, start: [folder] });
      const editor = spawn(process.execPath, [host, orders], { stdio: ['ignore', 'pipe', 'inherit'] });
      await new Promise((resolve) => editor.stdout.once('data', resolve));
      editor.kill('SIGKILL');
      await new Promise((resolve) => editor.once('exit', resolve));
      writeFileSync(path.join(folder, 'now'), '');
      assert.match((await outcome(folder)).join(' '), says);
      assert.deepEqual([readExit(folder)?.code, readExit(folder)?.signal], [code, signal]);
    });
  }

  it('that is a stop request of an earlier attempt is ignored and removed', async () => {
    const { folder, owner } = await runs.start('obey');
    await stop(await runs.summary(folder));
    await until(() => isGone(owner.pid), 'the end');
    assert.equal(readFileSync(path.join(folder, runFiles.stopRequest), 'utf8'), owner.token);
    await runs.start('obey', { folder });
    assert.equal(existsSync(path.join(folder, runFiles.stopRequest)), false);
    assert.equal(await statusOf(folder), 'running');
    await stop(await runs.summary(folder));
    await until(async () => (await statusOf(folder)) === 'stopped', 'the stop');
  });

  it('that is a trainer which ignores all is mended by its supervisor, each step shown', async () => {
    process.env['DISTILLERY_ASK_FOR_MS'] = '300';
    process.env['DISTILLERY_TERMINATE_FOR_MS'] = '300';
    const { folder, owner } = await runs.start('stubborn');
    delete process.env['DISTILLERY_ASK_FOR_MS'];
    delete process.env['DISTILLERY_TERMINATE_FOR_MS'];
    const grandchild = await grandchildOf(folder);
    const seen = new Set<string>();
    assert.equal(await stop(await runs.summary(folder)), 'requested');
    await until(async () => {
      const { status, stopStep } = await runs.summary(folder);
      seen.add(`${status} ${stopStep ?? ''}`.trim());
      return status === 'failed';
    }, 'the end');
    // A killed run is gone at once: a poll sees that step only by chance, but it stays recorded.
    seen.delete('stopping killed');
    assert.deepEqual([...seen], ['stopping asked', 'stopping terminated', 'failed']);
    assert.match(readFileSync(path.join(folder, runFiles.stopStep), 'utf8'), /"step":"killed"/);
    assert.deepEqual([isGone(owner.trainerPid), isGone(grandchild)], [true, true]);
    const output = readFileSync(path.join(folder, runFiles.output), 'utf8');
    assert.match(output, /asked to stop\][^]*SIGTERM\][^]*SIGKILL\]/);
  });

  it('that is a manifest which cannot be read any more keeps nobody from stopping the run', async () => {
    const { folder } = await runs.start('obey');
    await until(() => runs.owner(folder).trainerPid > 0, 'the trainer');
    const { trainerPid } = runs.owner(folder);
    writeFileSync(path.join(folder, runFiles.manifest), '{');
    assert.equal(await statusOf(folder), 'broken');
    assert.equal(await stopCommand.perform([folder], { workspace: runs.root }), 0);
    assert.ok(isGone(trainerPid));
    assert.equal(await stopCommand.perform([folder], { workspace: runs.root }), 1, 'nothing is left to stop');
  });

  it('that is a broken run whose processes go on is stopped as any run is, and what keeps it from that is named', async () => {
    const { folder } = await runs.start('obey');
    await until(() => runs.owner(folder).trainerPid > 0, 'the trainer');
    const { trainerPid } = runs.owner(folder);
    const link = path.join(folder, 'notes');
    symlinkSync(runs.root, link);
    const broken = await runs.summary(folder);
    assert.deepEqual([broken.status, broken.isAtWork], ['broken', true]);
    await assert.rejects(stop(broken), /holds a link, notes; links in run folders are not followed\. Remove it first/);
    rmSync(link);
    writeFileSync(path.join(folder, runFiles.manifest), '{');
    assert.equal(await stop(await runs.summary(folder)), 'requested');
    await until(() => isGone(trainerPid), 'the end of the trainer');
    await until(async () => (await runs.summary(folder)).isAtWork === undefined, 'the end of its processes');
  });

  it('that is a child in a session of its own ends with the run', async () => {
    const { folder } = await runs.start('leaver');
    const grandchild = await grandchildOf(folder);
    await stop(await runs.summary(folder));
    await until(() => isGone(grandchild), 'the end of the child');
    assert.equal(await statusOf(folder), 'stopped');
  });

  it('that is a child left behind, which holds the output open, ends soon after a run that finished', async () => {
    const { folder, owner } = await runs.start('parent');
    const grandchild = await grandchildOf(folder);
    await until(() => isGone(owner.pid), 'the end of the supervisor');
    assert.deepEqual([await statusOf(folder), isGone(grandchild)], ['finished', true]);
  });

  it('that is an end without events says what was and was not seen', async () => {
    const { folder } = await runs.start('silent');
    assert.deepEqual(await outcome(folder), [
      'failed',
      'the trainer ended without saying why (exit code 0); it wrote no events, and its output is in output.log',
    ]);
  });

  it('that is a script killed after its last line loses none of its events', async () => {
    const { folder } = await runs.start('script');
    assert.match((await outcome(folder)).join(' '), /failed.*SIGKILL.*its last event is 'step'/);
    const { events, badLines } = readEvents(folder);
    assert.deepEqual([events.length, badLines], [100, 0]);
  });

  it('that is a flood without a newline stays bounded', async () => {
    const { folder } = await runs.start('flood');
    await outcome(folder);
    const sizes = [runFiles.output, `${runFiles.output}.1`].map((name) => statSync(path.join(folder, name)).size);
    assert.ok(Math.max(...sizes) <= 4 << 20 && Math.min(...sizes) > 0, sizes.join(', '));
  });

  it('that is output which is no UTF-8 is kept as it came', async () => {
    const { folder } = await runs.start('garbage');
    await outcome(folder);
    const bytes = readFileSync(path.join(folder, runFiles.output));
    assert.deepEqual([...bytes], [0x66, 0x6f, 0xff, 0xfe, 0x00, 0x6f, 0xc3, 0x28]);
  });

  for (const name of ['events.jsonl', 'output.log', 'owner.json', 'requests', 'control', 'checkpoints', 'attempts']) {
    it(`that is a link in the place of ${name} is neither followed nor written through`, async () => {
      const folder = runs.make('obey', `link-${name}`);
      const target = path.join(runs.root, `precious-${name}`);
      if (name.includes('.')) writeFileSync(target, 'precious');
      else mkdirSync(target);
      symlinkSync(target, path.join(folder, name));
      const { status, progress } = await runs.summary(folder);
      assert.deepEqual(
        [status, progress.message],
        ['broken', `it holds a link (${name}), and links in run folders are not followed`],
      );
      await assert.rejects(submit(folder, runs.programs), /holds a link/);
      if (lstatSync(target).isDirectory()) assert.deepEqual(readdirSync(target), []);
      else assert.equal(readFileSync(target, 'utf8'), 'precious');
    });
  }

  it('that is a link deeper down keeps it from being stopped, started and ended', async () => {
    const { folder, owner } = await runs.start('obey');
    const target = path.join(runs.root, 'elsewhere');
    mkdirSync(target);
    rmSync(path.join(folder, 'requests'), { recursive: true });
    symlinkSync(target, path.join(folder, 'requests'));
    assert.throws(() => requestStop(folder), /holds a link, requests; links in run folders are not followed/);
    assert.deepEqual(readdirSync(target), []);
    assert.equal(isGone(owner.trainerPid), false);
  });

  it('that is a copy of a run is shown, and neither asked to stop nor signalled', async () => {
    const { folder, owner } = await runs.start('obey');
    const copy = runs.make('obey', 'copy');
    writeFileSync(path.join(copy, runFiles.owner), readFileSync(path.join(folder, runFiles.owner)));
    const summary = await runs.summary(copy);
    assert.deepEqual([summary.status, summary.copiedFrom], ['lost', owner.host]);
    await assert.rejects(stop(summary), /is a copy of a run of .*; its processes are not here/);
    assert.throws(() => requestStop(copy), /is a copy of a run of .*, so there is nothing here to stop/);
    assert.equal(await statusOf(folder), 'running');
    await deleteRun(copy);
    assert.equal(isGone(owner.trainerPid), false);
  });

  it('that is a run of another host is judged by its heart', () => {
    const folder = runs.make('obey', 'heart');
    const beat = (at: number): void => writeFileSync(path.join(folder, runFiles.heartbeat), String(at));
    const hearts = new HeartbeatWatch();
    assert.equal(hearts.isBeating(folder, 0), false, 'no heart');
    beat(Date.now() - 1000);
    assert.equal(hearts.isBeating(folder, 0), true, 'a recent beat');
    assert.equal(hearts.isBeating(folder, 14_000), true, 'not silent for long');
    assert.equal(hearts.isBeating(folder, 16_000), false, 'silent');
    beat(Date.now());
    assert.equal(hearts.isBeating(folder, 17_000), true, 'again');
    // The clocks of two machines may differ by anything: the second beat counts whatever it says.
    const others = new HeartbeatWatch();
    beat(1);
    assert.equal(others.isBeating(folder, 0), false, 'an old beat');
    beat(2);
    assert.equal(others.isBeating(folder, 1000), true, 'it changed');
    beat(NaN);
    assert.equal(others.isBeating(folder, 1000), false, 'no number');
  });

  it('that is a run of another host is asked to stop, also where its clock is minutes off', async () => {
    const folder = runs.make('obey', 'clock');
    const owner = {
      ...describeMachine(),
      host: 'elsewhere',
      pid: 2,
      startTime: '1',
      trainerPid: 3,
      trainerStartTime: '1',
    };
    const all = { ...owner, token: 'b'.repeat(32), folderId: folderIdOf(folder), attempt: 1 };
    writeFileSync(path.join(folder, runFiles.owner), JSON.stringify(all));
    mkdirSync(path.join(folder, runFiles.requests));
    const off = 7 * 60_000;
    const beat = (): void => writeFileSync(path.join(folder, runFiles.heartbeat), String(Date.now() - off));
    beat();
    assert.equal(await isFoundBeating(folder, 100), false, 'it does not change');
    const beating = setInterval(beat, 100);
    try {
      assert.equal(await stop(await runs.summary(folder)), 'requested');
    } finally {
      clearInterval(beating);
    }
    assert.equal(readFileSync(path.join(folder, runFiles.stopRequest), 'utf8'), all.token);
  });
});
