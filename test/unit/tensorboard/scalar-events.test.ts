import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { decodeScalars, encodeScalars, type Scalar } from '../../../src/tensorboard';
import { maskedCrc32c } from '../../../src/tensorboard/crc32c';
import { meaningOf } from '../../../src/imports/tags';

const fixture = (name: string): Buffer => readFileSync(`test/fixtures/tensorboard/${name}/events.out.tfevents.1`);
const tagged = (name: string, tag: string): Scalar[] =>
  decodeScalars(fixture(name)).scalars.filter((scalar) => scalar.tag === tag);

describe('event files of TensorBoard', () => {
  it('have the masked CRC-32C of RFC 3720', () => {
    const mask = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
    assert.equal(maskedCrc32c(Buffer.from('123456789')), mask(0xe3069283));
    assert.equal(maskedCrc32c(Buffer.alloc(32)), mask(0x8a9136aa));
  });

  it('give the scalars that its own writer wrote as floats, and no histograms or texts', () => {
    const { scalars, damagedAt } = decodeScalars(fixture('plain'));
    assert.equal(damagedAt, undefined);
    assert.deepEqual([...new Set(scalars.map(({ tag }) => tag))].sort(), [
      ...['Accuracy/val', 'Loss/train', 'Loss/val', 'grad norm', 'lr'],
    ]);
    const losses = tagged('plain', 'Loss/train');
    assert.deepEqual(
      losses.map(({ value }) => value),
      [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5].map(Math.fround),
    );
    assert.deepEqual(losses[3], { tag: 'Loss/train', step: 3, wallTime: 1_750_000_003, value: 0.25 });
    assert.equal(tagged('plain', 'grad norm')[2]?.value, Infinity);
  });

  it('give scalars that are tensors, of each type of numbers', () => {
    assert.deepEqual(
      tagged('tensors', 'test_acc').map(({ step, value }) => [step, value]),
      [1, 2, 3].map((step) => [step, step / 4]),
    );
    assert.deepEqual(
      decodeScalars(fixture('kinds')).scalars.map(({ tag, value }) => [tag, value]),
      [0.5, 0.25, -7, 3, 1.5, 2.5].map((value) => ['loss', value]),
    );
  });

  it('come back as they were written, numbers as float32', () => {
    const scalars = [0.1, Number.NaN, -Infinity, 1e-30].map((value, step) => ({
      ...{ tag: `train/ünï ${step}`, step: step * 1_000_000_007, wallTime: 1_750_000_000.25 + step },
      value: Math.fround(value),
    }));
    const decoded = decodeScalars(Buffer.from(encodeScalars(scalars)));
    assert.deepEqual(decoded, { scalars });
  });

  it('begin as those of its own writer do: with the version of the format', () => {
    const [own, theirs] = [Buffer.from(encodeScalars(tagged('plain', 'lr'))), fixture('plain')];
    // Behind the length of the event, its checksum and the time of 9 bytes.
    assert.equal(own.toString('latin1', 21, 36), '\x1a\x0dbrain.Event:2');
    assert.deepEqual(own.subarray(21, 36), theirs.subarray(21, 36));
  });

  it('are read up to a damage, which has its place, and up to a last record that is still being written', () => {
    const bytes = fixture('plain');
    const whole = decodeScalars(bytes).scalars.length;
    const cut = decodeScalars(bytes.subarray(0, bytes.length - 1));
    assert.equal(cut.damagedAt, undefined);
    assert.equal(cut.scalars.length, whole - 1);
    for (let place = 0; place < bytes.length; place += 61) {
      const damaged = Buffer.from(bytes);
      damaged[place] = (damaged[place] ?? 0) ^ 0x10;
      const { scalars, damagedAt } = decodeScalars(damaged);
      assert.ok(damagedAt !== undefined && damagedAt <= place && scalars.length < whole, String(place));
    }
  });

  const meanings: readonly [tag: string, meaning: string][] = [
    ['loss', 'step loss'],
    ['Loss/train', 'step loss'],
    ['train/loss', 'step loss'],
    ['train_loss', 'step loss'],
    ['train_loss_step', 'step loss'],
    ['train/learning_rate', 'step learningRate'],
    ['lr', 'step learningRate'],
    ['train/temperature', 'step temperature'],
    ['grad norm', 'step grad norm'],
    ['eval/loss', 'validation crossEntropy'],
    ['val_acc', 'validation accuracy'],
    ['Accuracy/test', 'test accuracy'],
    ['test/accuracy', 'test accuracy'],
    ['eval/runtime', 'none'],
  ];
  for (const [tag, meaning] of meanings) {
    it(`mean ${meaning} by ${tag}`, () => {
      const found = meaningOf(tag);
      const inWords =
        found === undefined ? 'none' : found.kind === 'step' ? `step ${found.name}` : `${found.split} ${found.measure}`;
      assert.equal(inWords, meaning);
    });
  }
});
