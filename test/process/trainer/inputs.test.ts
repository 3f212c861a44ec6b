import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatEventLine, parseEventLine, type InputChange } from '../../../src/runs';
import type { Ended } from './small-run';
import { SmallRuns } from './small-runs';

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const studentStep = '"phase":"student","step":9,';

describe('the inputs of an attempt', function () {
  this.timeout(60_000);
  let runs: SmallRuns;
  let teacher: string;

  /** A run of a config in the root of the runs; the manifest has some other fields. */
  const add = (changes: Record<string, unknown>, fields: Record<string, unknown> = {}): string => {
    const folder = runs.add('inputs', changes);
    const file = path.join(folder, 'run.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
    const configPath = path.join(runs.root, 'a.distill.yaml');
    writeFileSync(file, JSON.stringify({ ...manifest, configPath, ...fields }));
    return folder;
  };
  const changesOf = ({ last }: Ended): readonly InputChange[] | undefined =>
    last?.type === 'failed' ? last.changes : undefined;
  const hasTrained = ({ events }: Ended): boolean => events.some(({ type }) => type === 'step');

  before(async () => {
    runs = new SmallRuns();
    teacher = path.join(runs.root, 'teacher');
    const trained = runs.add('inputs');
    assert.equal((await runs.attempt(trained)).code, 0);
    cpSync(path.join(trained, 'student'), teacher, { recursive: true });
  });
  after(() => runs.remove());

  it('are refused where a file of the teacher was replaced, and taken again once it is put back', async () => {
    const model = { preset: 'file', path: 'teacher/model.json' };
    const folder = add({ teacher: { model } });
    assert.equal((await runs.attempt(folder, 1, studentStep)).last?.type, 'stopped');
    const weights = path.join(teacher, 'weights.bin');
    const before = readFileSync(weights);
    const recorded = sha256(weights);
    writeFileSync(weights, new Uint8Array(before.length));
    const refused = await runs.attempt(folder, 2);
    assert.deepEqual(changesOf(refused), [
      { input: 'teacher, teacher/weights.bin', before: recorded, after: sha256(weights) },
    ]);
    assert.ok(refused.code === 1 && !hasTrained(refused));
    writeFileSync(weights, before);
    const again = await runs.attempt(folder, 3);
    assert.deepEqual([again.code, again.last?.type], [0, 'finished']);
  });

  it('are refused where labels are others, and named as labels', async () => {
    const folder = add({});
    assert.equal((await runs.attempt(folder, 1, studentStep)).last?.type, 'stopped');
    const other = path.join(runs.root, 'other-labels');
    mkdirSync(other);
    for (const name of ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']) {
      const bytes = readFileSync(path.join(runs.root, `${name}-ubyte`));
      if (name === 't10k-labels-idx1') bytes[8] = ((bytes[8] ?? 0) + 1) % 10;
      writeFileSync(path.join(other, `${name}-ubyte`), bytes);
    }
    const refused = await runs.attempt(folder, 2, undefined, other);
    assert.deepEqual(
      changesOf(refused)?.map(({ input }) => input),
      ['data: test', 'labels'],
    );
    assert.ok(!hasTrained(refused));
  });

  it('may be those of another engine and version, which is said and not refused', async () => {
    const folder = add({});
    assert.equal((await runs.attempt(folder, 1, studentStep)).last?.type, 'stopped');
    const file = path.join(folder, 'run.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"engine":"auto"', '"engine":"wasm"'));
    const log = path.join(folder, 'events.jsonl');
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n').map(parseEventLine);
    const older = lines.map((event) =>
      formatEventLine(
        event?.type === 'started' ? { ...event, product: { version: '0.0.9' } } : (event ?? assert.fail()),
      ),
    );
    writeFileSync(log, `${older.join('\n')}\n`);
    rmSync(path.join(folder, 'events.index'), { force: true });
    const { code, notices } = await runs.attempt(folder, 2);
    assert.equal(code, 0);
    assert.match(notices.join('\n'), /^Distillery is \S+, and was 0\.0\.9: the weights may differ/m);
  });

  it('are compared with those of the run that this one repeats', async () => {
    const short = { train: { epochs: 1, batchSize: 64, threads: 1 } };
    const first = add(short);
    assert.equal((await runs.attempt(first)).code, 0);
    const inverted = path.join(runs.root, 'fewer');
    mkdirSync(inverted);
    for (const name of ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']) {
      const bytes = readFileSync(path.join(runs.root, `${name}-ubyte`));
      if (name.includes('images')) bytes[400] = 255 - (bytes[400] ?? 0);
      writeFileSync(path.join(inverted, `${name}-ubyte`), bytes);
    }
    const repeats = { kind: 'run', repeats: path.basename(first) };
    const same = await runs.attempt(add(short, repeats));
    assert.doesNotMatch(same.notices.join('\n'), /repeats/);
    const { code, notices } = await runs.attempt(add(short, repeats), 1, undefined, inverted);
    assert.equal(code, 0);
    assert.match(
      notices.join('\n'),
      new RegExp(
        `^its inputs are others than those of ${repeats.repeats}, which it repeats: data: \\w+ [0-9a-f]{8} →`,
        'm',
      ),
    );
  });
});
