import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FileFacts } from '../../../../src/config';
import { factsOfLayersModel } from '../../../../src/editor/language/model-json';

const layer = (type: string, config: object): object => ({ class_name: type, config });
const model = (layers: readonly object[], paths: readonly unknown[] = []): object => ({
  format: 'layers-model',
  modelTopology: { model_config: { class_name: 'Sequential', config: { layers } } },
  weightsManifest: [{ paths, weights: [] }],
});
const flat = layer('Flatten', { batch_input_shape: [null, 28, 28, 1] });

const cases: [title: string, text: string, facts: FileFacts][] = [
  ['no JSON', 'not json', { kind: 'other' }],
  ['another JSON', '{ "a": 1 }', { kind: 'other' }],
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
    { kind: 'network' },
  ],
  ['weights beside it', JSON.stringify(model([flat], ['here.bin'])), { kind: 'network', input: [28, 28, 1] }],
  ['weights that are gone', JSON.stringify(model([flat], ['gone.bin'])), { kind: 'incomplete', missing: 'gone.bin' }],
  [
    'weights that lie elsewhere',
    JSON.stringify(model([flat], ['../../etc/passwd'])),
    { kind: 'incomplete', missing: '../../etc/passwd' },
  ],
  ['words in place of paths', JSON.stringify(model([flat], [3, null])), { kind: 'network', input: [28, 28, 1] }],
];

describe('factsOfLayersModel', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'model-json-'));
    await writeFile(path.join(folder, 'here.bin'), 'w');
  });
  after(() => rm(folder, { recursive: true }));
  for (const [title, text, facts] of cases)
    it(title, async () => {
      const file = path.join(folder, 'model.json');
      await writeFile(file, text);
      assert.deepEqual(await factsOfLayersModel(file, text.length), facts);
    });
  it('does not read a file that is far too large', async () => {
    assert.deepEqual(await factsOfLayersModel(path.join(folder, 'nowhere.json'), 1e9), { kind: 'other' });
  });
});
