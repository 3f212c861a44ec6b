import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FileInfo } from '../../../../src/config';
import { factsOfModelFile } from '../../../../src/model-files';

const layer = (type: string, config: object): object => ({ class_name: type, config });
const model = (
  layers: readonly object[],
  paths: readonly unknown[] = [],
  weights: readonly unknown[] = [],
): object => ({
  format: 'layers-model',
  modelTopology: { model_config: { class_name: 'Sequential', config: { layers } } },
  weightsManifest: [{ paths, weights }],
});
const weight = (dtype: string, ...shape: unknown[]): object => ({ name: 'w', shape, dtype });
const five = [{ name: 'w', shape: [5], dtype: 'float32' }];
const flat = layer('Flatten', { batch_input_shape: [null, 28, 28, 1] });

const unusable = (reason: string, advice: string): FileInfo => ({ kind: 'unusable', reason, advice });

const cases: [title: string, text: string, facts: FileInfo][] = [
  ['no JSON', 'not json', { kind: 'other' }],
  ['another JSON', '{ "a": 1 }', { kind: 'other', found: 'other JSON' }],
  ['half of a JSON', '{ "modelTopology": {', { kind: 'other', found: 'other JSON' }],
  [
    'a graph model',
    '{ "format": "graph-model", "modelTopology": {}, "weightsManifest": [] }',
    { kind: 'other', found: 'a tfjs graph model' },
  ],
  ['an ONNX model', '\b\b\u0012\u0004test', { kind: 'other', found: 'an ONNX model; its name must end in .onnx' }],
  ['null', 'null', { kind: 'other' }],
  [
    'a dense end',
    JSON.stringify(model([flat, layer('Dense', { units: 300 }), layer('Dense', { units: 10 })])),
    { kind: 'network', input: [28, 28, 1], classes: 10 },
  ],
  [
    'an activation behind it',
    JSON.stringify(model([flat, layer('Dense', { units: 7 }), layer('Activation', {})])),
    { kind: 'network', input: [28, 28, 1], classes: 7 },
  ],
  [
    'an end of another kind',
    JSON.stringify(
      model([layer('Dense', { units: 7, batch_input_shape: [null, null] }), layer('A', {}), layer('B', {})]),
    ),
    { kind: 'network', input: [undefined] },
  ],
  ['weights beside it', JSON.stringify(model([flat], ['here.bin'], five)), { kind: 'network', input: [28, 28, 1] }],
  [
    'weights that are gone',
    JSON.stringify(model([flat], ['gone.bin'], five)),
    { kind: 'incomplete', missing: 'gone.bin' },
  ],
  [
    'weights that lie elsewhere',
    JSON.stringify(model([flat], ['../../etc/passwd'], five)),
    { kind: 'incomplete', missing: '../../etc/passwd' },
  ],
  [
    'weights of the right size',
    JSON.stringify(model([flat], ['here.bin'], [weight('float32', 2, 2), weight('uint8', 4)])),
    { kind: 'network', input: [28, 28, 1] },
  ],
  [
    'weights that are cut off',
    JSON.stringify(model([flat], ['here.bin'], [weight('float32', 300, 10)])),
    {
      kind: 'unusable',
      reason: 'has 20 bytes of weights beside it where it needs 12000',
      advice: 'Copy the model with its weight files again.',
    },
  ],
  [
    'weights of a kind that is not known',
    JSON.stringify(model([flat], ['here.bin'], [weight('string', 300, 10)])),
    unusable('cannot be used: the weight \'w\' is "string" of the shape [300,10]', 'Save or convert the model again.'),
  ],
  [
    'numbers in place of paths',
    JSON.stringify(model([flat], [3, null])),
    unusable(
      'cannot be used: group 1 of its weightsManifest has no paths and weights',
      'Save or convert the model again.',
    ),
  ],
  ['a byte-order mark', `\uFEFF${JSON.stringify(model([flat]))}`, { kind: 'network', input: [28, 28, 1] }],
];

/** Facts without the search for faults of the whole network, which every network that was read whole has. */
function withoutPlan(info: FileInfo): FileInfo {
  if (info.kind !== 'network') return info;
  const { whyUnfit, ...rest } = info;
  assert.equal(typeof whyUnfit, 'function');
  return rest;
}

describe('what a model.json says of itself', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'model-json-'));
    await writeFile(path.join(folder, 'here.bin'), 'w'.repeat(20));
  });
  after(() => rm(folder, { recursive: true }));
  for (const [title, text, facts] of cases)
    it(title, async () => {
      const file = path.join(folder, 'model.json');
      await writeFile(file, text);
      assert.deepEqual(withoutPlan(await factsOfModelFile(file, 'model.json')), facts);
    });
  it('does not read a file that is far too large', async () => {
    const file = path.join(folder, 'model.json');
    await writeFile(file, '{ "modelTopology": {');
    await truncate(file, 10e6);
    assert.deepEqual(await factsOfModelFile(file, 'model.json'), { kind: 'network' });
    await truncate(file, 3e9);
    assert.deepEqual(await factsOfModelFile(file, 'model.json'), { kind: 'other', found: 'a file of over 64 MB' });
  });
});
