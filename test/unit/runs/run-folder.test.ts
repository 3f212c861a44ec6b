import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../src/config/schema/schema';
import {
  createRun,
  deleteRun,
  describeMachine,
  folderIdOf,
  openEventWriter,
  processStartTime,
  RunCatalogue,
  runsFolder,
  summarizeRun,
  type Owner,
} from '../../../src/runs';

const config = configSchema.parse({
  name: '../../etc/„ü“ \u0000 a/b',
  data: { set: 'mnist' },
  student: { model: { preset: 'mlp', hidden: [4] } },
});

describe('a run folder', () => {
  let workspace: string;
  beforeEach(() => (workspace = mkdtempSync(path.join(tmpdir(), 'distillery-runs-'))));
  afterEach(() => rmSync(workspace, { recursive: true, force: true }));

  const create = async (): Promise<string> => {
    const folder = runsFolder(workspace);
    return (await createRun({ folder, configText: 'name: a\n', configPath: '/a.distill.yaml', config })).folder;
  };
  const own = (folder: string, changes: Partial<Owner> = {}): void => {
    const startTime = processStartTime(process.pid) ?? '';
    const process_ = { pid: process.pid, trainerPid: process.pid, startTime, trainerStartTime: startTime };
    const attempt = { token: 't', attempt: 1, folderId: folderIdOf(folder) };
    const owner: Owner = { ...process_, ...describeMachine(), ...attempt, ...changes };
    writeFileSync(path.join(folder, 'owner.json'), JSON.stringify(owner));
  };
  const exit = (folder: string, attempt: number): void =>
    writeFileSync(path.join(folder, 'exit.json'), JSON.stringify({ code: 0, signal: null, attempt, at: 1 }));
  const status = async (folder: string): Promise<string> => (await summarizeRun(folder)).status;

  it('has a name that is safe on every platform, whatever the run is called', async () => {
    assert.match(path.basename(await create()), /^\d{8}-\d{6}-etc-u-a-b-[0-9a-f]{4}$/);
  });

  it('is deleted when its run has ended', async () => {
    const folder = await create();
    await deleteRun(folder);
    assert.equal(existsSync(folder), false);
  });

  it('is not deleted while its run is alive', async () => {
    const folder = await create();
    own(folder);
    await assert.rejects(deleteRun(folder), /is still running; stop it before deleting it/);
    writeFileSync(path.join(folder, 'run.json'), '{');
    assert.equal((await summarizeRun(folder)).isAtWork, true);
    await assert.rejects(deleteRun(folder), /is broken, and its processes go on; stop it before deleting it/);
    assert.ok(existsSync(folder));
    own(folder, { startTime: '1', trainerStartTime: '1' });
    assert.equal((await summarizeRun(folder)).isAtWork, undefined);
    await deleteRun(folder);
    assert.equal(existsSync(folder), false);
  });

  it('is never deleted through a link, nor any folder that is no run', async () => {
    const folder = await create();
    const link = path.join(runsFolder(workspace), 'link');
    symlinkSync(folder, link);
    await assert.rejects(deleteRun(link), /is not a run folder/);
    const other = path.join(workspace, 'precious');
    mkdirSync(other);
    await assert.rejects(deleteRun(other), /is not a run folder/);
    const empty = path.join(runsFolder(workspace), 'empty');
    mkdirSync(empty);
    await assert.rejects(deleteRun(empty), /ENOENT/);
    assert.ok(existsSync(folder) && existsSync(other) && existsSync(empty));
  });

  it('is running again when a later attempt has begun, whatever the earlier one said', async () => {
    const folder = await create();
    const writer = openEventWriter(folder, 1);
    writer.write({ type: 'stopped', step: 1, epoch: 1 });
    writer.close();
    own(folder);
    exit(folder, 1);
    assert.equal(await status(folder), 'stopped');
    own(folder, { attempt: 2 });
    assert.equal(await status(folder), 'running', 'the exit is the first attempt’s');
    exit(folder, 2);
    assert.equal(await status(folder), 'failed', 'the second attempt ended without a word');
  });

  it('is lost when its supervisor is gone, and its process id another’s', async () => {
    const folder = await create();
    own(folder, { startTime: '1', trainerStartTime: '1' });
    assert.equal(await status(folder), 'lost');
    own(folder, { bootId: 'before the reboot' });
    assert.equal(await status(folder), 'lost');
  });

  it('of a newer version is broken, and says which program opens it and not to delete it', async () => {
    const folder = await create();
    const text = readFileSync(path.join(folder, 'run.json'), 'utf8');
    writeFileSync(path.join(folder, 'run.json'), text.replace('"formatVersion": 1', '"formatVersion": 2'));
    const { progress } = await summarizeRun(folder);
    const versions = 'its format is version 2, and version 1 is read';
    const says = `was made by a newer version of Distillery; open it with that version (${versions})`;
    assert.equal(progress.message, `${path.basename(folder)} ${says}`);
  });

  for (const [what, text] of [
    ['torn', '{ "formatVersion": 1, "id"'],
    ['of another format', '{ "formatVersion": 2 }'],
    ['of another type', '[1, 2]'],
    ['empty', ''],
    ['full of the wrong types', '{ "formatVersion": 1, "id": 1, "name": [], "createdAt": "x", "config": null }'],
  ] as const) {
    it(`with a manifest that is ${what} is broken and hides no other`, async () => {
      const good = await create();
      const bad = await create();
      writeFileSync(path.join(bad, 'run.json'), text);
      const runs = await new RunCatalogue(runsFolder(workspace)).list();
      assert.deepEqual(
        new Map(runs.map(({ folder, status: is }) => [folder, is])),
        new Map([
          [good, 'queued'],
          [bad, 'broken'],
        ]),
      );
      const message = runs.find(({ folder }) => folder === bad)?.progress.message ?? '';
      assert.ok(message.length > 10 && message.length < 500, message);
    });
  }
});
