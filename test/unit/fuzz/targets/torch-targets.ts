import assert from 'node:assert/strict';
import type { Generator } from '../../../../src/data';
import { TrainingFailure } from '../../../../src/trainer/context/failure';
import { readMadeDataSets, readRows } from '../../../../src/trainer/torch/own-data-answers';
import { readWorkerAnswer } from '../../../../src/trainer/torch/worker-answer';
import { forgeJson } from '../forge-json';
import type { Target, WorstInputs } from '../target';

const files = [{ path: '/w/data.py', sha256: 'a'.repeat(64) }];
const answers: readonly unknown[] = [
  { ok: { labels: [0, 'cat', 2], draws: false } },
  { ok: { counts: { train: 6, test: 2 }, shape: [2, 3, 1], isBytes: false, classes: ['cat', 'dog'], files } },
  { error: { message: 'ValueError: no such picture', where: 'data.py:12' } },
  { error: { message: 'out of memory', isOutOfMemory: true, fits: { rows: 24, size: 128, parts: 1 } } },
  { error: { message: 'data.py has no make', hint: 'did you mean maker?' } },
];
/** Rows of two numbers that an answer is held to. */
const asked = { count: 3, features: 2, isBytes: false };

function readOrRefuse<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    assert.ok(error instanceof TrainingFailure && error.message !== '' && error.hint !== '', String(error));
    assert.ok(error.message.length < 1000, 'a line of any length makes a short sentence');
    return undefined;
  }
}

function check(bytes: Buffer): void {
  const read = readOrRefuse(() => readWorkerAnswer(bytes.toString('utf8')));
  if (read === undefined) return;
  if ('error' in read) {
    const { message, fits } = read.error;
    assert.equal(typeof message, 'string');
    assert.ok(fits === undefined || (fits.rows >= 0 && fits.parts > 0));
    return;
  }
  const answer: unknown = 'ok' in read.value ? read.value.ok : undefined;
  const made = readOrRefuse(() => readMadeDataSets(answer));
  if (made !== undefined) {
    const { train, validation = 1, test = 1 } = made.counts;
    const sizes = [train, validation, test, ...made.shape];
    assert.ok(sizes.every((size) => Number.isSafeInteger(size) && size > 0));
    assert.ok(made.files.every(({ sha256 }) => sha256.length === 64));
  }
  const rows = readOrRefuse(() => readRows(answer, new Uint8Array(4 * asked.count * asked.features), asked));
  if (rows === undefined) return;
  assert.equal(rows.labels.length, asked.count);
  assert.equal(rows.rows.length, asked.count * asked.features);
  for (const label of rows.labels) assert.ok(typeof label === 'string' || Number.isFinite(label));
  for (const other of [new Uint8Array(1), new Uint8Array(4 * asked.count * asked.features + 4)])
    assert.throws(() => readRows(answer, other, asked), TrainingFailure);
}

/** Lines of the process of PyTorch, in which a user's code runs. */
export function workerAnswersTarget(): Target {
  const hints = [1e300, 'x'.repeat(5000), 'a'.repeat(64)];
  const forge = (original: Buffer, generator: Generator): Buffer =>
    Buffer.from(JSON.stringify(forgeJson(JSON.parse(original.toString('utf8')), generator, hints) ?? null));
  const line = (answer: unknown): string => JSON.stringify({ ok: answer });
  const many = <Item>(length: number, item: Item): Item[] => new Array<Item>(Math.floor(length / 4)).fill(item);
  const worst: WorstInputs = {
    labels: [1 << 16, (length) => line({ labels: many(length, 1), draws: false })],
    'labels that are none': [1 << 16, (length) => line({ labels: many(length, null), draws: false })],
    'names of classes': [1 << 16, (length) => line({ classes: many(length, 'a') })],
    'files without a hash': [1 << 16, (length) => line({ files: many(length, 1) })],
    'sides of an example': [1 << 16, (length) => line({ shape: many(length, 0) })],
    'brackets that open': [1 << 16, (length) => '['.repeat(length)],
    'one word': [1 << 16, (length) => 'x'.repeat(length)],
  };
  const corpus = answers.map((answer) => Buffer.from(JSON.stringify(answer)));
  return { name: 'answers of the process of PyTorch', corpus, check, forge, worst };
}
