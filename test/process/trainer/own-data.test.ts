import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeSmallData } from './small-run';
import { SmallRuns } from './small-runs';

/** A run of a config that lies in the root of the runs. */
function addOwn(runs: SmallRuns, cache: string, changes: Record<string, unknown>): string {
  const folder = runs.add(cache, changes);
  const file = path.join(folder, 'run.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...manifest, configPath: path.join(runs.root, 'own.distill.yaml') }));
  return folder;
}

describe('a run on data of the user’s own', function () {
  this.timeout(60_000);
  let runs: SmallRuns;
  let own: string;

  before(() => {
    runs = new SmallRuns();
    own = path.join(runs.root, 'own');
    mkdirSync(own);
    writeSmallData(own);
    const [plain, packed] = ['train-images-idx3-ubyte', 'digits-train-images-idx3-ubyte.gz'].map((name) =>
      path.join(own, name),
    );
    writeFileSync(packed ?? '', gzipSync(readFileSync(plain ?? '')));
    renameSync(plain ?? '', path.join(own, 'unpacked'));
  });
  after(() => runs.remove());

  it('trains on idx files, bit for bit as the built-in set does on the same examples', async () => {
    const [builtIn, idx] = [
      addOwn(runs, 'built-in', {}),
      addOwn(runs, 'idx', { data: { format: 'idx', path: 'own', validation: 100 } }),
    ];
    const ended = [await runs.attempt(builtIn), await runs.attempt(idx, 1, undefined, '')];
    for (const { code, last } of ended) assert.deepEqual([code, last?.type], [0, 'finished']);
    const weights = [builtIn, idx].map((folder) =>
      readFileSync(path.join(folder, 'student', 'weights.bin')).toString('hex'),
    );
    assert.equal(weights[0], weights[1]);
  });

  it('keeps the names of classes beside the answers, and leaves out those that are named', async () => {
    const classes = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
    const data = { format: 'idx', path: 'own', validation: 0.1, classes };
    const folder = addOwn(runs, 'names', { data, transfer: { leaveOut: ['three', 4] } });
    const { code, events } = await runs.attempt(folder, 1, undefined, '');
    assert.equal(code, 0);
    const index = JSON.parse(readFileSync(path.join(folder, 'evaluations', 'index.json'), 'utf8')) as {
      classNames?: unknown;
    };
    assert.deepEqual(index.classNames, classes);
    const tested = events.find(
      (event) => event.type === 'evaluation' && event.split === 'test' && event.phase === 'student',
    );
    const errors = tested?.type === 'evaluation' ? tested.classErrors : undefined;
    assert.ok(errors !== undefined && Math.min(errors[3] ?? 0, errors[4] ?? 0) > 0, JSON.stringify(errors));
  });

  it('fails before it trains, with what to do, where the data is not what the config says', async () => {
    const failures: [data: object, folder: string, message: RegExp, hint: RegExp][] = [
      [{ format: 'idx', path: 'nowhere' }, '', /nowhere is not there/, /write its path from/],
      [{ format: 'idx', path: '../..' }, '', /leads out of/, /copy the file into that folder/],
      [{ format: 'idx', path: 'own', classes: ['a', 'b'] }, '', /2 names for 10 classes/, /name each class once/],
      [{ set: 'mnist' }, own, /^DISTILLERY_DATA: .* has no train-images-idx3-ubyte/, /put MNIST’s four idx files/],
      [
        { set: 'mnist' },
        path.join(own, 'away'),
        /^DISTILLERY_DATA: .*there is no such folder/,
        /take DISTILLERY_DATA out/,
      ],
    ];
    for (const [data, folder, message, hint] of failures) {
      const { code, last, events } = await runs.attempt(addOwn(runs, 'faults', { data }), 1, undefined, folder);
      assert.ok(code === 1 && last?.type === 'failed', JSON.stringify([data, last]));
      assert.match(last.message, message);
      assert.match(last.hint ?? '', hint);
      assert.ok(events.every(({ type }) => type !== 'step'));
    }
  });
});
