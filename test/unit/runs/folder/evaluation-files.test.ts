import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  decodeNpy,
  EvaluationWriter,
  readEvaluationIndex,
  readStoredFile,
  type EvaluationIndex,
  type StoredFile,
} from '../../../../src/runs';

const answers = (...values: number[]): Float32Array => Float32Array.from(values);
const labels = Int32Array.of(1, 0);
const teachers = [{ name: 'teacher', logits: answers(0, 3, 2, 1) }];
const pictures = { shape: [1, 1, 1], values: Uint8Array.of(9, 200) };

describe('the files of a run’s evaluations', () => {
  let root: string;
  let count = 0;
  before(() => (root = mkdtempSync(path.join(tmpdir(), 'distillery-evaluations-'))));
  after(() => rmSync(root, { recursive: true, force: true }));

  const newRun = (): string => {
    const folder = path.join(root, `run${(count += 1)}`);
    mkdirSync(folder);
    return folder;
  };
  const cacheFolder = (): string => path.join(root, 'cache');
  const writerOf = (runFolder: string): EvaluationWriter =>
    new EvaluationWriter({ runFolder, cacheFolder: cacheFolder(), classes: 2 });
  const indexOf = (folder: string): EvaluationIndex => {
    const index = readEvaluationIndex(folder);
    assert.ok(index !== undefined);
    return index;
  };
  const logitsOf = async (folder: string, file: StoredFile | undefined): Promise<number[]> => {
    assert.ok(file !== undefined);
    return [...decodeNpy(await readStoredFile(folder, file), file.name).values];
  };
  const written = (): string => {
    const folder = newRun();
    const writer = writerOf(folder);
    writer.putSplit('test', { labels, pictures, teachers });
    const best = { checkpoints: ['best', 'last'], split: 'test', step: 40, epoch: 4 } as const;
    writer.putStudent({ ...best, logits: answers(1, 2, 3, 4) });
    return folder;
  };

  it('lose the answers about examples that another attempt finds changed, and keep the others', () => {
    const folder = written();
    const validation = { checkpoints: ['last'], split: 'validation', step: 40, epoch: 4 } as const;
    writerOf(folder).putStudent({ ...validation, logits: answers(1, 2) });
    const writer = writerOf(folder);
    writer.putSplit('test', { labels, pictures, teachers });
    assert.equal(indexOf(folder).evaluations.length, 3);
    writerOf(folder).putSplit('test', { labels: Int32Array.of(1, 1), pictures, teachers });
    assert.deepEqual(
      indexOf(folder).evaluations.map(({ split }) => split),
      ['validation'],
    );
  });

  it('hold what was given', async () => {
    const folder = written();
    const index = indexOf(folder);
    assert.deepEqual([index.classes, index.splits.validation, index.splits.test?.count], [2, undefined, 2]);
    assert.deepEqual(await logitsOf(folder, index.splits.test?.teachers[0]?.logits), [0, 3, 2, 1]);
    assert.deepEqual(
      index.evaluations.map(({ checkpoint, split, step, epoch }) => [checkpoint, split, step, epoch]),
      [
        ['best', 'test', 40, 4],
        ['last', 'test', 40, 4],
      ],
    );
    assert.deepEqual(await logitsOf(folder, index.evaluations[0]?.logits), [1, 2, 3, 4]);
  });

  it('replace a checkpoint’s answers, and leave no file that the index does not name', async () => {
    const folder = written();
    const before = readdirSync(path.join(folder, 'evaluations')).length;
    const writer = writerOf(folder);
    writer.putSplit('test', { labels, pictures, teachers });
    writer.putStudent({ checkpoints: ['last'], split: 'test', step: 50, epoch: 5, logits: answers(5, 6, 7, 8) });
    const { evaluations } = indexOf(folder);
    const of = (checkpoint: string) => evaluations.find((one) => one.checkpoint === checkpoint);
    assert.deepEqual(await logitsOf(folder, of('best')?.logits), [1, 2, 3, 4]);
    assert.deepEqual(await logitsOf(folder, of('last')?.logits), [5, 6, 7, 8]);
    assert.equal(readdirSync(path.join(folder, 'evaluations')).length, before + 1);
    writer.putStudent({
      checkpoints: ['best', 'last'],
      split: 'test',
      step: 60,
      epoch: 6,
      logits: answers(1, 1, 1, 1),
    });
    assert.equal(readdirSync(path.join(folder, 'evaluations')).length, before);
  });

  it('share what runs have in common, and keep it when the cache is cleared', async () => {
    const [one, other] = [written(), written()];
    const file = indexOf(one).splits.test?.pictures;
    assert.ok(file !== undefined);
    const inodeOf = (folder: string): number => statSync(path.join(folder, 'evaluations', file.name)).ino;
    assert.equal(inodeOf(one), inodeOf(other));
    rmSync(cacheFolder(), { recursive: true });
    assert.ok((await readStoredFile(one, file)).length > 0);
    assert.equal(indexOf(written()).splits.test?.pictures?.sha256, file.sha256);
  });

  it('make a shared file anew that has changed since this process read it, and leave it alone else', async () => {
    const file = indexOf(written()).splits.test?.pictures;
    assert.ok(file !== undefined);
    const kept = path.join(cacheFolder(), 'evaluations', `${file.sha256}.npy`);
    const { ino } = statSync(kept);
    written();
    assert.equal(statSync(kept).ino, ino);
    const bytes = readFileSync(kept);
    writeFileSync(
      kept,
      bytes.map((byte) => byte ^ 1),
    );
    utimesSync(kept, new Date(), new Date(Date.now() + 5000));
    const folder = written();
    assert.ok(readFileSync(kept).equals(bytes));
    assert.ok((await readStoredFile(folder, file)).length > 0);
  });

  it('are written where the cache cannot be', async () => {
    const runFolder = newRun();
    writeFileSync(path.join(root, 'no-folder'), '');
    const writer = new EvaluationWriter({ runFolder, cacheFolder: path.join(root, 'no-folder'), classes: 2 });
    writer.putSplit('validation', { labels, teachers });
    assert.deepEqual(
      await logitsOf(runFolder, indexOf(runFolder).splits.validation?.teachers[0]?.logits),
      [0, 3, 2, 1],
    );
  });

  it('refuse what would be too large', () => {
    const writer = writerOf(newRun());
    const logits = new Float32Array((256 << 20) / 4);
    assert.throws(
      () => writer.putStudent({ checkpoints: ['last'], split: 'test', step: 1, epoch: 1, logits }),
      /student-test-epoch-1 would have 257 MB, and at most 256 are kept/,
    );
  });

  it('are none where a run wrote none', () => assert.equal(readEvaluationIndex(newRun()), undefined));

  describe('that are damaged', () => {
    const change = (folder: string, from: RegExp, to: string): void => {
      const file = path.join(folder, 'evaluations', 'index.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
    };
    const cases: readonly (readonly [title: string, from: RegExp, to: string, message: RegExp])[] = [
      ['are cut off', /[^]{40}$/, '', /evaluations\/index\.json is damaged: .*; run again to write it anew$/],
      [
        'are of a newer format',
        /"formatVersion": 1/,
        '"formatVersion": 2',
        /index\.json was made by a newer version of Distillery; open it .* \(its format is version 2, and version 1 is read\)$/,
      ],
      ['name a file elsewhere', /"student-/, '"../student-', /evaluations\.0\.logits\.name is a text of another form/],
      ['promise too much', /"bytes": \d+/, '"bytes": 1e12', /bytes is above 268435456/],
      ['have no classes', /"classes": 2/, '"classes": 0', /classes is below 1/],
      ['name another checkpoint', /"best"/, '"worst"', /evaluations\.0\.checkpoint is none of "best", "last"/],
      ['name no list', /"evaluations": \[[^]*\]/, '"evaluations": {}', /evaluations is no list/],
    ];
    for (const [title, from, to, message] of cases) {
      it(`are refused when they ${title}`, () => {
        const folder = written();
        change(folder, from, to);
        assert.throws(() => readEvaluationIndex(folder), message);
      });
    }

    it('are refused when a file is changed, cut off, missing or a link', async () => {
      const folder = written();
      const file = indexOf(folder).evaluations[0]?.logits;
      assert.ok(file !== undefined);
      const place = path.join(folder, 'evaluations', file.name);
      const bytes = readFileSync(place);
      const refused = (message: RegExp): Promise<void> => assert.rejects(readStoredFile(folder, file), message);
      writeFileSync(place, Buffer.from(bytes).fill(1, bytes.length - 3));
      await refused(
        /student-test-epoch-4-[0-9a-f]+\.npy is damaged: its checksum is wrong; run again to write it anew/,
      );
      writeFileSync(place, bytes.subarray(1));
      await refused(/is damaged: it has \d+ bytes, not \d+/);
      rmSync(place);
      await refused(/is missing; run again/);
      writeFileSync(path.join(root, 'elsewhere'), bytes);
      symlinkSync(path.join(root, 'elsewhere'), place);
      await refused(/is no file; delete it/);
    });

    it('are written anew by the next attempt', () => {
      const folder = written();
      change(folder, /"formatVersion": 1/, '"formatVersion": "?"');
      writerOf(folder).putSplit('test', { labels, teachers });
      assert.deepEqual(indexOf(folder).evaluations, []);
    });
  });
});
