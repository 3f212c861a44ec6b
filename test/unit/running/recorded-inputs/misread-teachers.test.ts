import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema, type ResolvedConfig } from '../../../../src/config';
import type { PreflightEvent, RunSummary } from '../../../../src/runs';
import { describePreflight } from '../../../../src/runs';
import { findPreflights } from '../../../../src/running/recorded-inputs/recorded-preflights';
import { findMisreadTeachers } from '../../../../src/running/recorded-inputs/misread-teachers';

const event: PreflightEvent = {
  ...{ type: 'preflight', seq: 3, attempt: 1, at: 1, teacher: 'teacher', split: 'validation', count: 500 },
  ...{ errors: 169, crossEntropy: 0.98, isAtChance: false, tried: 18, classOrder: 'tried' },
  better: {
    settings: '{"input":{"mean":0.1307,"std":0.3081}}',
    ...{ name: 'MNIST’s normalization', errors: 43, crossEntropy: 0.31, t: 12 },
  },
};

describe('a teacher that an earlier run found to be read wrongly', () => {
  let workspace = '';
  before(() => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery-misread-'));
    writeFileSync(path.join(workspace, 'a.onnx'), 'network');
  });
  after(() => rmSync(workspace, { recursive: true }));

  const configOf = (teacher: object = {}, data: object = {}): ResolvedConfig =>
    configSchema.parse({
      ...{ name: 'a', data: { set: 'mnist', ...data }, student: { model: { preset: 'mlp', hidden: [4] } } },
      teacher: { model: { preset: 'file', path: 'a.onnx' }, ...teacher },
    });
  const runOf = (config: ResolvedConfig, preflight: PreflightEvent = event): RunSummary => {
    const sha256 = createHash('sha256').update('network').digest('hex');
    const inputs = { dataStamp: 'stamp', teachers: [{ name: 'teacher', files: [{ path: 'a.onnx', sha256 }] }] };
    return { id: 'r', manifest: { config }, progress: { preflights: [preflight], inputs } } as unknown as RunSummary;
  };
  const found = (config: ResolvedConfig, runs: readonly RunSummary[], stamp = 'stamp'): Promise<unknown[]> =>
    findMisreadTeachers(config, stamp, {
      ...{ workspace, file: path.join(workspace, 'a.distill.yaml'), allowedFolders: [], runs },
    });

  it('is named with both error counts and its reading', async () => {
    assert.deepEqual(await found(configOf(), [runOf(configOf())]), [
      {
        path: ['teacher'],
        message:
          'In an earlier run the teacher made 169 errors on 500 validation examples as it is read, and 43 with MNIST’s normalization.',
        reading: { input: { mean: 0.1307, std: 0.3081 } },
      },
    ]);
  });

  it('is not named once it is read otherwise, or file or data are others', async () => {
    const runs = [runOf(configOf())];
    assert.deepEqual(await found(configOf({ input: { mean: 0.1307, std: 0.3081 } }), runs), []);
    assert.deepEqual(await found(configOf({}, { limit: 100 }), runs), []);
    assert.deepEqual(await found(configOf(), runs, 'another'), []);
    writeFileSync(path.join(workspace, 'a.onnx'), 'other');
    assert.deepEqual(await found(configOf(), runs), []);
    writeFileSync(path.join(workspace, 'a.onnx'), 'network');
    const right: PreflightEvent = { ...event };
    delete (right as { better?: unknown }).better;
    assert.deepEqual(await found(configOf(), [runOf(configOf(), right), ...runs]), [], 'the newest counts');
    const hostile = { ...event, better: { ...event.better, settings: '{"train":{"epochs":1}}' } } as PreflightEvent;
    assert.deepEqual(await found(configOf(), [runOf(configOf(), hostile)]), []);
  });

  it('is found with its figures, under its name in the config, where it was read rightly too', async () => {
    const right: PreflightEvent = { ...event };
    delete (right as { better?: unknown }).better;
    const config = configOf();
    const place = {
      workspace,
      file: path.join(workspace, 'a.distill.yaml'),
      allowedFolders: [],
      runs: [runOf(config, right)],
    };
    const listed = configSchema.parse({
      ...{ name: 'b', data: config.data, student: config.student },
      teachers: [
        { name: 'own', model: { preset: 'mlp', hidden: [4] } },
        { name: 'bought', model: { preset: 'file', path: 'a.onnx' } },
      ],
    });
    assert.deepEqual(await findPreflights(listed, 'stamp', place), [
      { index: 1, event: { ...right, teacher: 'bought' } },
    ]);
    assert.deepEqual(await findPreflights(listed, undefined, place), [], 'nobody has looked at the data');
  });

  it('is described with what was not looked for', () => {
    const rest: PreflightEvent = { ...event, classOrder: 'too few examples', isAtChance: true, errors: 1 };
    delete (rest as { better?: unknown }).better;
    assert.equal(
      describePreflight(rest),
      '1 error on 500 validation examples, no better than chance; an order of classes was not looked for, with so few examples',
    );
  });
});
