import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatRun } from '../../../../src/cli/tables/run-details';
import type { Generator } from '../../../../src/data';
import { ImportFault, importRuns, logFormats, type LogFormatName } from '../../../../src/imports';
import { trainingOf } from '../../../../src/imports/training';
import { checkRun, readEvents, summarizeRun } from '../../../../src/runs';
import { decodeScalars, encodeScalars, type Scalar } from '../../../../src/tensorboard';
import { encodeRecord } from '../../../../src/tensorboard/records';
import { forgeJson, pick } from '../forge-json';
import { inFolder } from '../in-folder';
import type { Target } from '../target';

/** Makes runs of a log: each is whole, or the log is refused with a sentence. */
async function makeRuns(format: LogFormatName, place: string, workspace: string): Promise<void> {
  rmSync(path.join(workspace, '.distillery'), { recursive: true, force: true });
  try {
    for (const { folder, notices } of await importRuns(format, place, { workspace })) {
      const summary = await summarizeRun(folder);
      assert.equal(summary.status, 'finished');
      assert.equal(readEvents(folder).badLines, 0);
      assert.deepEqual((await checkRun(folder, 'look')).findings, []);
      assert.match(formatRun(summary), new RegExp(`imported from ${logFormats[format].program}`));
      assert.ok(
        notices.every((notice) => notice.length < maxSentence),
        'a notice can be read',
      );
    }
  } catch (error) {
    assert.ok(error instanceof ImportFault && error.message.length > 20, String(error));
    assert.ok(error.message.length < maxSentence, 'a refusal can be read');
  }
}

/** Reads a log up to the training that a run is made of; the writer and the readers of runs have tests of their own. */
function readLog(format: LogFormatName, place: string): void {
  try {
    for (const log of logFormats[format].read(place)) trainingOf(log, { place, word: 'column', loss: undefined });
  } catch (error) {
    assert.ok(error instanceof ImportFault, String(error));
  }
}

const maxSentence = 3000;
const tags = [
  'loss',
  'train/loss',
  'val/acc',
  'eval_loss',
  '__proto__',
  'train/__proto__',
  'x'.repeat(9000),
  '',
  'a/b/c',
];
const numbers = [0, -1, 1, 0.5, 1e308, -1e308, 2 ** 53, 2 ** 31, Infinity, -Infinity, Number.NaN];
const listOf = <Item>(length: number, itemAt: (place: number) => Item): Item[] =>
  Array.from({ length: Math.max(1, Math.floor(length)) }, (_, place) => itemAt(place));

/** Event files of TensorBoard, and the runs that are made of them. */
export function eventFileTarget(): Target {
  const folder = inFolder();
  const events = path.join(folder, 'events');
  mkdirSync(events);
  const corpus = ['kinds', 'plain', 'tensors'].map((name) =>
    readFileSync(path.resolve(`test/fixtures/tensorboard/${name}/events.out.tfevents.1`)),
  );
  const check = async (bytes: Buffer): Promise<void> => {
    const { scalars, damagedAt } = decodeScalars(bytes);
    assert.ok(damagedAt === undefined || damagedAt <= bytes.length);
    assert.ok(scalars.every(({ tag, step }) => typeof tag === 'string' && typeof step === 'number'));
    writeFileSync(path.join(events, 'events.out.tfevents.1'), bytes);
    await makeRuns('tensorboard', events, folder);
  };
  const scalarsOf = (length: number, scalarAt: (place: number) => Partial<Scalar>): Buffer =>
    Buffer.from(
      encodeScalars(listOf(length / 64, (at) => ({ tag: 'loss', step: at, wallTime: at, value: 1, ...scalarAt(at) }))),
    );
  return {
    ...{ name: 'event files of TensorBoard', corpus, check, forge: forgeEvents, inputs: 60 },
    read: (bytes) => {
      writeFileSync(path.join(events, 'events.out.tfevents.1'), bytes);
      readLog('tensorboard', events);
    },
    worst: {
      'a scalar each': [1 << 16, (length) => scalarsOf(length, () => ({}))],
      'steps that go down': [1 << 16, (length) => scalarsOf(length, (at) => ({ step: 1e9 - at }))],
      'a tag each': [1 << 16, (length) => scalarsOf(length, (at) => ({ tag: `t${at}` }))],
      'evaluations alone': [1 << 16, (length) => scalarsOf(length, () => ({ tag: 'val/loss' }))],
      'empty records': [
        1 << 16,
        (length) => Buffer.concat(listOf(length / 16, () => Buffer.from(encodeRecord(new Uint8Array())))),
      ],
      zeros: [1 << 16, (length) => Buffer.alloc(length)],
    },
  };
}

/** Whole records of odd scalars, and now and then of a damaged message in a whole record. */
function forgeEvents(original: Buffer, generator: Generator): Buffer {
  const scalars = Array.from({ length: 1 + generator.nextBelow(9) }, (_, place): Scalar => {
    const step = Math.trunc(pick([place, place, place, 0, 1, 2 ** 31, 2 ** 53 - 2, 2 ** 62], generator));
    const wallTime = pick([1e9 + place, 1e9, 0, ...numbers], generator);
    return { tag: pick(tags, generator), step, wallTime, value: pick(numbers, generator) };
  });
  const whole = Buffer.from(encodeScalars(scalars));
  if (generator.nextBelow(3) > 0) return whole;
  const start = generator.nextBelow(original.length);
  return Buffer.concat([whole, encodeRecord(original.subarray(start, start + generator.nextBelow(200)))]);
}

/** Logs in CSV, and the runs that are made of them. */
export function csvLogTarget(): Target {
  const folder = inFolder();
  const file = path.join(folder, 'log.csv');
  const whole = [
    'epoch,step,train_loss_step,lr-SGD,val_acc,val_loss,stage\n0,49,2.5,0.1,,,fit\n0,99,,,0.5,1.75,fit\n1,149,2,0.01,,,fit\n',
    'epoch;loss;time;val_accuracy;val_loss\r\n0;1.5;1700000000;50;1.25\r\n1;1;1700000060;75;nan\r\n',
    '\ufeffstep\t"a ""b"""\tloss\n1\t2\t-inf\n',
  ];
  const check = async (bytes: Buffer): Promise<void> => {
    writeFileSync(file, bytes);
    await makeRuns('csv', file, folder);
  };
  const rows = (length: number, rowAt: (at: number) => string): string =>
    `step,loss\n${listOf(length / 10, rowAt).join('\n')}`;
  return {
    ...{ name: 'logs in CSV', corpus: whole.map((text) => Buffer.from(text)), check, forge: forgeCsv, inputs: 60 },
    read: (bytes) => {
      writeFileSync(file, bytes);
      readLog('csv', file);
    },
    worst: {
      rows: [1 << 16, (length) => rows(length, (at) => `${at},0.125`)],
      'rows of one step': [1 << 16, (length) => rows(length, () => '1,0.125')],
      'steps that go down': [1 << 16, (length) => rows(length, (at) => `${1e9 - at},0.5`)],
      'rows of other lengths': [1 << 16, (length) => rows(length, (at) => `${at},1${',2'.repeat(at % 5)}`)],
      columns: [
        1 << 16,
        (length) =>
          `step,loss,${listOf(length / 8, (at) => `c${at}`).join()}\n1,2,${listOf(length / 8, () => '3').join()}`,
      ],
      'columns of one name': [
        1 << 16,
        (length) => `step,loss${',acc'.repeat(length / 4)}\n1,2${',3'.repeat(length / 4)}`,
      ],
      'a name of slashes': [1 << 16, (length) => `step,loss,${'a/'.repeat(length / 2)}\n1,2,3`],
      'a name of underlines': [1 << 16, (length) => `step,loss,${'a_step_'.repeat(length / 7)}\n1,2,3`],
      separators: [1 << 16, (length) => ',;\t'.repeat(length / 3)],
      spaces: [1 << 16, (length) => `step,loss\n${' '.repeat(length)}`],
      'spaces behind a quote': [1 << 16, (length) => `step,loss\n"1"${' '.repeat(length)}`],
      quotes: [1 << 16, (length) => '"'.repeat(length)],
      'quotes within quotes': [1 << 16, (length) => `step,loss\n"${'""'.repeat(length / 2)}`],
      'a quote in each line': [1 << 16, (length) => `step,loss\n${'"a\n'.repeat(length / 3)}`],
      'carriage returns': [1 << 16, (length) => `step,loss\n${'\r'.repeat(length)}`],
      'empty lines': [1 << 16, (length) => `step,loss\n${'\n'.repeat(length)}`],
      digits: [1 << 16, (length) => `step,loss\n1,${'9'.repeat(length)}`],
    },
  };
}

const oddCells = [
  '',
  '"',
  '""',
  '"a""b"',
  'nan',
  '-INF',
  '1e999',
  '0x10',
  '1_0',
  '-1',
  '2e15',
  'a',
  '\u0000',
  '1,5',
  ' 7 ',
];

/** A table with odd names, cells and lengths of rows. */
function forgeCsv(_: Buffer, generator: Generator): Buffer {
  const separator = pick([',', ';', '\t'], generator);
  const names = listOf(1 + generator.nextBelow(6), () =>
    pick([...tags, 'step', 'Step', 'epoch', 'time', 'lr'], generator),
  );
  const cell = (): string =>
    generator.nextBelow(4) === 0 ? pick(oddCells, generator) : String(generator.nextBelow(9));
  const rows = listOf(1 + generator.nextBelow(12), () =>
    listOf(names.length + generator.nextBelow(2), cell).join(separator),
  );
  const head = ['step', 'loss', ...names].join(separator);
  return Buffer.from([head, ...rows].join(pick(['\n', '\r\n', '\r', '\n\n'], generator)));
}

/** The logs of a Hugging Face Trainer, and the runs that are made of them. */
export function trainerStateTarget(): Target {
  const folder = inFolder();
  const file = path.join(folder, 'trainer_state.json');
  const history = [
    { epoch: 0.5, grad_norm: 3.5, learning_rate: 0.0002, loss: 2.25, step: 50 },
    { epoch: 1, eval_accuracy: 0.75, eval_loss: 1.5, eval_runtime: 2.5, step: 100 },
    { epoch: 1, loss: 'NaN', note: 'a, NaN, b: "Infinity"', step: 150 },
    { epoch: 1, step: 150, train_loss: 1.75, train_runtime: 61.5 },
  ];
  // Python writes its own words for numbers that JSON has none for.
  const textOf = (value: unknown): string => JSON.stringify(value ?? null).replaceAll(/"(NaN|-?Infinity)"/g, '$1');
  const check = async (bytes: Buffer): Promise<void> => {
    writeFileSync(file, bytes);
    await makeRuns('huggingface', file, folder);
  };
  const state = (entries: string): string => `{"log_history":[${entries}]}`;
  const entries = (length: number, entryAt: (at: number) => string): string =>
    state(listOf(length / 24, entryAt).join());
  const corpus = [Buffer.from(textOf({ best_metric: null, global_step: 100, log_history: history }))];
  return {
    ...{ name: 'logs of a Hugging Face Trainer', corpus, check, inputs: 60 },
    read: (bytes) => {
      writeFileSync(file, bytes);
      readLog('huggingface', file);
    },
    forge: (_, generator) => {
      const value = forgeJson({ log_history: history }, generator, ['NaN', '-Infinity', 2 ** 48, ...tags]);
      const text = textOf(value);
      return Buffer.from(generator.nextBelow(4) === 0 ? text.replaceAll(/([:,[])/g, '$1 \n\t') : text);
    },
    worst: {
      entries: [1 << 16, (length) => entries(length, (at) => `{"step":${at},"loss":1}`)],
      'entries with NaN': [1 << 16, (length) => entries(length, (at) => `{"step":${at},"loss":NaN}`)],
      'names of an entry': [
        1 << 16,
        (length) => state(`{"step":1,"loss":1,${listOf(length / 10, (at) => `"k${at}":1`).join()}}`),
      ],
      'spaces between values': [1 << 16, (length) => state(`NaN,${' '.repeat(length)}1`)],
      'spaces around NaN': [1 << 16, (length) => state(`1,${' '.repeat(length)}NaN${' '.repeat(length)}`)],
      'brackets that open': [1 << 16, (length) => `{"log_history":${'['.repeat(length)}`],
      'quotes that open': [1 << 16, (length) => `NaN${'"'.repeat(length)}`],
      'NaN in a text': [1 << 16, (length) => state(`"${'NaN,'.repeat(length / 4)}",NaN`)],
      backslashes: [1 << 16, (length) => `NaN"${'\\'.repeat(length)}`],
      signs: [1 << 16, (length) => `NaN${'-'.repeat(length)}`],
    },
  };
}
