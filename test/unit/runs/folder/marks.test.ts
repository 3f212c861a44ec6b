import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  changeMarks,
  checkRun,
  pinBaseline,
  pinnedBaseline,
  readMarks,
  RunCatalogue,
  runFiles,
  runsFolder,
  withoutArchived,
  type RunSummary,
} from '../../../../src/runs';

const fixtures = 'test/fixtures/run-folders/0.1/runs';

describe('marks of a run', () => {
  let workspace: string;
  let folder: string;
  const list = (): Promise<RunSummary[]> => new RunCatalogue(runsFolder(workspace)).list();
  const fileOf = (name: string): string => path.join(folder, name);

  beforeEach(() => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery-marks-'));
    for (const name of readdirSync(fixtures).filter((one) => /-(finished|control)-/.test(one))) {
      for (const file of ['run.json', 'events.jsonl', 'exit.json'])
        cpSync(path.join(fixtures, name, file), path.join(runsFolder(workspace), name, file));
    }
    folder = path.join(
      runsFolder(workspace),
      readdirSync(runsFolder(workspace)).find((one) => /-finished-/.test(one)) ?? '',
    );
  });
  afterEach(() => rmSync(workspace, { recursive: true, force: true }));

  it('are kept in a file of the run folder, and the file goes with the last of them', async () => {
    assert.deepEqual(readMarks(folder), {});
    changeMarks(folder, { name: ' the good\none ', star: true, tags: ['best', 'with space', 'best', ''] });
    changeMarks(folder, { note: ' first line\nsecond ' });
    const expected = { name: 'the good one', note: 'first line\nsecond', tags: ['best', 'with-space'], star: true };
    assert.deepEqual(readMarks(folder), expected);
    assert.deepEqual(JSON.parse(readFileSync(fileOf(runFiles.marks), 'utf8')), expected);
    const run = (await list()).find((one) => one.folder === folder);
    assert.deepEqual([run?.name, run?.marks], ['the good one', expected]);
    changeMarks(folder, { name: '', note: undefined, tags: [], star: false });
    assert.ok(!existsSync(fileOf(runFiles.marks)));
    assert.equal((await list()).find((one) => one.folder === folder)?.marks, undefined);
  });

  it('are seen by a list that has read the run before', async () => {
    const catalogue = new RunCatalogue(runsFolder(workspace));
    await catalogue.list();
    changeMarks(folder, { star: true });
    assert.equal((await catalogue.list()).find((one) => one.folder === folder)?.marks?.star, true);
  });

  it('of a damaged file are none, which is said and not overwritten', async () => {
    for (const text of ['{', '[]', '{"tags":"best"}', '{"star":1}']) {
      writeFileSync(fileOf(runFiles.marks), text);
      assert.deepEqual(readMarks(folder), {}, text);
      assert.throws(
        () => changeMarks(folder, { star: true }),
        /-finished-\w+\/marks\.json cannot be read, so it was not changed; mend it, or delete it with the notes in it$/,
      );
      assert.equal(readFileSync(fileOf(runFiles.marks), 'utf8'), text);
      const { findings } = await checkRun(folder, 'look');
      assert.deepEqual(
        findings.filter(({ file }) => file === runFiles.marks).map(({ message }) => message),
        ['it cannot be read, so that name, note and tags are not shown; mend it, or delete it'],
      );
    }
  });

  it('that came with a clone are cut to what lists can show', () => {
    const marks = {
      name: `a\u202e\n${'x'.repeat(500)}`,
      note: 'n'.repeat(9000),
      tags: Array.from({ length: 99 }, (_, index) => `t${index}`),
    };
    writeFileSync(fileOf(runFiles.marks), JSON.stringify({ ...marks, later: true }));
    const read = readMarks(folder);
    assert.match(read.name ?? '', /^a x{98}$/);
    assert.deepEqual([read.note?.length, read.tags?.length], [4000, 20]);
  });

  it('archive a run out of lists, a sweep with its runs', async () => {
    const [one, other] = await list();
    assert.ok(one && other);
    changeMarks(one.folder, { archived: true });
    const [sweep, child] = [
      { ...other, id: 's', folder: path.join(path.dirname(other.folder), 's'), marks: { archived: true } },
      { ...other, manifest: other.manifest && { ...other.manifest, kind: 'run' as const, parent: 's' } },
    ] as RunSummary[];
    assert.deepEqual(
      withoutArchived(await list()).map(({ id }) => id),
      [other.id],
    );
    assert.ok(sweep && child);
    assert.deepEqual(withoutArchived([sweep, child]), []);
  });

  it('pin one baseline of a workspace in place of another', async () => {
    const [one, other] = await list();
    assert.ok(one && other);
    pinBaseline(one, await list(), true);
    pinBaseline(other, await list(), true);
    const runs = await list();
    assert.equal(pinnedBaseline(runs, one)?.id, other.id);
    assert.deepEqual(
      runs.filter(({ marks }) => marks?.baseline === true).map(({ id }) => id),
      [other.id],
    );
    pinBaseline(other, runs, false);
    assert.equal(pinnedBaseline(await list(), one), undefined);
  });
});
