import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { configSchema } from '../../../../src/config';
import { openData, type DataSet } from '../../../../src/data';
import { encodeNpy, type NewEvent, type RunManifest } from '../../../../src/runs';
import type { Context } from '../../../../src/trainer/context/context';
import { TrainingFailure } from '../../../../src/trainer/context/failure';
import { openNetwork } from '../../../../src/trainer/networks/open-networks';
import type { AnswersNetwork } from '../../../../src/trainer/networks/network';
import { around, standardFiles, temporaryFolder } from '../../data-sources/small-idx';
import { recordInto } from '../recorded-events';

const folder = temporaryFolder();
const at = (name: string): string => path.join(folder.path(), name);
const classes = 3;

/** A set of 60 training and 12 test examples in idx files; `more` are settings of the data. */
async function digits(more: object = {}): Promise<DataSet> {
  folder.put(standardFiles(around([0, 1, 2], 60), around([0, 1, 2], 12)));
  return opened({ format: 'idx', path: '.', validation: 9, ...more });
}

function opened(data: object): Promise<DataSet> {
  const options = configSchema.parse({ name: 'a', data, student: { model: { preset: 'mlp', hidden: [4] } } }).data;
  return openData(options, { resolve: (written) => path.resolve(folder.path(), written), environment: {} });
}

let events: NewEvent[] = [];
async function open(data: DataSet, model: object, teacher: object = {}, train: object = {}): Promise<AnswersNetwork> {
  const config = configSchema.parse({
    ...{ name: 'a', data: { set: 'mnist' }, student: { model: { preset: 'mlp', hidden: [4] } } },
    ...{ teacher: { model: { preset: 'answers', ...model }, ...teacher }, train },
  });
  const manifest = {
    config,
    configPath: path.join(folder.path(), 'a.distill.yaml'),
    cacheFolder: path.join(folder.path(), '.distillery', 'cache'),
  };
  events = [];
  const context: Partial<Context> = {
    ...{ data, manifest: manifest as RunManifest },
    events: recordInto(events),
  };
  assert.ok(config.teacher);
  const { model: source, output } = config.teacher;
  const network = await openNetwork(context as Context, source, { output, shiftSeenBy: [] });
  assert.equal(network.kind, 'answers');
  return network;
}

/** Logits whose first number tells the example: its place, from `start`. */
const rows = (count: number, start = 0): Float32Array =>
  Float32Array.from({ length: count * classes }, (_, place) =>
    place % classes === 0 ? start + Math.floor(place / classes) : -1,
  );
const npy = (count: number, start = 0): Uint8Array =>
  encodeNpy({ shape: [count, classes], values: rows(count, start) });

/** First number of each example of a split. */
const marks = (answers: Float32Array): number[] => [...answers].filter((_, place) => place % classes === 0);

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof TrainingFailure, String(error));
  return `${error.message}; ${error.hint}`;
}

describe('a file of answers as a teacher', () => {
  it('gives each example the row of its place in the data’s files, whatever split it was drawn into', async () => {
    const data = await digits();
    writeFileSync(at('all.npy'), npy(72));
    const { sets, files } = await open(data, { path: 'all.npy' });
    const [set] = sets;
    assert.ok(set);
    assert.deepEqual(
      marks(set.test),
      Array.from({ length: 12 }, (_, place) => 60 + place),
    );
    assert.deepEqual(marks(set.train), [...(data.train.origin?.places ?? [])]);
    const cut = [...marks(set.train), ...marks(set.validation)].sort((one, other) => one - other);
    assert.deepEqual(
      cut,
      Array.from({ length: 60 }, (_, place) => place),
    );
    assert.equal(files[0]?.path, 'all.npy');
  });

  it('does so too where classes are left out and the training is limited', async () => {
    const data = await digits({ classes: [0, 2], limit: 20, validation: 4 });
    const two = Float32Array.from({ length: 72 * 2 }, (_, place) => (place % 2 === 0 ? Math.floor(place / 2) : -1));
    writeFileSync(at('two.npy'), encodeNpy({ shape: [72, 2], values: two }));
    const [set] = (await open(data, { path: 'two.npy' })).sets;
    const places = [...(set?.train ?? [])].filter((_, place) => place % 2 === 0);
    assert.equal(places.length, 20);
    places.forEach((place, row) => assert.equal([0, 2][data.train.labels[row] ?? 0], place % 3));
  });

  it('takes an .npz of train and test, and a table whose columns are called as the classes', async () => {
    const data = await digits({ classes: ['cat', 'dog', 'owl'] });
    writeFileSync(at('a.npz'), zipSync({ 'train.npy': npy(60), 'test.npy': npy(12, 500) }));
    const [set] = (await open(data, { path: 'a.npz' })).sets;
    assert.deepEqual(
      marks(set?.test ?? new Float32Array()),
      Array.from({ length: 12 }, (_, place) => 500 + place),
    );
    const lines = Array.from({ length: 72 }, (_, place) => `${-place},-2,${place}`);
    writeFileSync(at('a.csv'), ['owl,dog,cat', ...lines].join('\n'));
    const [table] = (await open(data, { path: 'a.csv' })).sets;
    assert.deepEqual([...(table?.test ?? [])].slice(0, 3), [60, -2, -60]);
  });

  it('tells rows by a key, where the data is a table that has it', async () => {
    const line = (place: number): string => `e${place},${place % 7},${place % 5},${['a', 'b', 'c'][place % 3] ?? ''}`;
    const lines = Array.from({ length: 40 }, (_, place) => line(place));
    writeFileSync(at('data.csv'), ['id,x,y,label', ...lines].join('\n'));
    const settings = { format: 'table', path: 'data.csv', validation: 8, test: 8 };
    const data = await opened({ ...settings, columns: { label: 'label', numbers: ['x', 'y'] } });
    const answers = Array.from({ length: 40 }, (_, place) => `${place},e${place},-1,-2`).reverse();
    writeFileSync(at('answers.csv'), ['a,id,b,c', ...answers].join('\n'));
    const [set] = (await open(data, { path: 'answers.csv', key: 'id' })).sets;
    assert.deepEqual(marks(set?.train ?? new Float32Array()), [...(data.train.origin?.places ?? [])]);
    writeFileSync(at('few.csv'), ['a,id,b,c', ...answers.slice(1)].join('\n'));
    assert.match(await failureOf(open(data, { path: 'few.csv', key: 'id' })), /few\.csv has no row of the key 'e39'/);
    writeFileSync(at('twice.csv'), ['a,id,b,c', ...answers, answers[0] ?? ''].join('\n'));
    assert.match(await failureOf(open(data, { path: 'twice.csv', key: 'id' })), /the key 'e39' stands in two rows/);
    assert.match(await failureOf(open(data, { path: 'answers.csv', key: 'name' })), /name/);
  });

  it('is told from its numbers: probabilities become logarithms', async () => {
    const data = await digits();
    const values = Float32Array.from({ length: 72 * classes }, (_, place) => [0.7, 0.2, 0.1][place % classes] ?? 0);
    writeFileSync(at('p.npy'), encodeNpy({ shape: [72, classes], values }));
    const [set] = (await open(data, { path: 'p.npy' })).sets;
    assert.ok(Math.abs((set?.train[0] ?? 0) - Math.log(0.7)) < 1e-6);
    assert.match(
      events.flatMap((event) => (event.type === 'notice' ? [event.message] : [])).join(),
      /p\.npy gives probabilities/,
    );
    await assert.rejects(open(data, { path: 'p.npy' }, { output: 'logits' }), /its answers are probabilities/);
  });

  it('has a set of answers for each of several files', async () => {
    const data = await digits();
    writeFileSync(at('one.npy'), npy(72));
    writeFileSync(at('two.npy'), npy(72, 1000));
    const { sets, files } = await open(data, { path: ['one.npy', 'two.npy'] });
    assert.deepEqual([sets.length, files.length], [2, 2]);
    assert.equal((sets[1]?.train[0] ?? 0) - (sets[0]?.train[0] ?? 0), 1000);
  });

  const refused: readonly [title: string, name: string, bytes: () => Uint8Array | string, says: RegExp][] = [
    [
      'another row count',
      'a.npy',
      () => npy(60),
      /^a\.npy has 60 rows, and the data has 72 examples \(60 of its training files, 12 of the test\); write one row for each example of the data’s files, in their order/,
    ],
    [
      'another class count',
      'a.npy',
      () => encodeNpy({ shape: [72, 4], values: new Float32Array(288) }),
      /^a\.npy has 4 columns of numbers, and the data has 3 classes; write one number for each class/,
    ],
    [
      'one axis',
      'a.npy',
      () => encodeNpy({ shape: [72], values: new Float32Array(72) }),
      /^a\.npy holds numbers of the shape \[72\], where \[examples, classes\] of numbers is needed/,
    ],
    [
      'a number that is not finite',
      'a.npy',
      () => encodeNpy({ shape: [72, 3], values: rows(72).fill(Number.NaN, 7, 8) }),
      /^a\.npy: the answer of row 2 for class 1 is NaN \(counted from 0\); write finite numbers/,
    ],
    [
      'an infinite logarithm',
      'a.csv',
      () => ['a,b,c', ...Array.from({ length: 72 }, () => '1,-1e400,2')].join('\n'),
      /a\.csv/,
    ],
    ['a text among numbers', 'a.csv', () => ['a,b,c', '1,x,2'].join('\n'), /the column 'b' holds 'x' in row 0/],
    [
      'no array of the test',
      'a.npz',
      () => zipSync({ 'train.npy': npy(60) }),
      /^a\.npz has no array 'test', and the data has such a split; save one called test too, with a row for each of 12/,
    ],
    [
      'arrays of other names',
      'a.npz',
      () => zipSync({ 'x.npy': npy(60), 'y.npy': npy(60) }),
      /^a\.npz has the arrays 'x', 'y', where one of all examples or train, validation and test are needed/,
    ],
    ['no array at all', 'a.npy', () => 'hello', /a\.npy/],
  ];
  for (const [title, name, bytes, says] of refused) {
    it(`${title} is refused, and said`, async () => {
      const data = await digits();
      writeFileSync(at(name), bytes());
      assert.match(await failureOf(open(data, { path: name })), says);
    });
  }

  it('a key of an array, and one for examples without columns, are refused', async () => {
    const data = await digits();
    writeFileSync(at('a.npy'), npy(72));
    assert.match(await failureOf(open(data, { path: 'a.npy', key: 'id' })), /a\.npy has no columns with names/);
    writeFileSync(at('k.csv'), ['id,a,b,c', ...Array.from({ length: 72 }, (_, place) => `${place},1,2,3`)].join('\n'));
    assert.match(
      await failureOf(open(data, { path: 'k.csv', key: 'id' })),
      /the data is no table, so that its examples have no key/,
    );
  });
});
