import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onnx } from 'onnx-proto';
import { allRows } from '../../../../src/data';
import { factsOfModelFile } from '../../../../src/model-files';
import { openOnnxSource } from '../../../../src/trainer/networks/onnx-source';
import { elementTypes, onnxModel, onnxValue } from '../../../documents/onnx-model';
import { classes, data } from '../synthetic';
import { cast, features, initializer, node } from './answering-models';

const { FLOAT, FLOAT16 } = elementTypes;
const tensors = initializer.map((one) => onnx.TensorProto.create(one));
const linear = (images: string, logits: string): onnx.INodeProto[] => [
  node('Reshape', [images, 'flatShape'], [`flat of ${images}`]),
  node('MatMul', [`flat of ${images}`, 'w'], [logits]),
];

/** A linear network in one form of file. */
function model(nodes: readonly onnx.INodeProto[], more: onnx.IGraphProto = {}, opset = 17): Uint8Array {
  const bytes = onnxModel({
    ...{ node: [...nodes], initializer: tensors },
    input: [onnxValue('images', ['N', 3, 3, 1])],
    output: [onnxValue('logits', ['N', classes])],
    ...more,
  });
  const decoded = onnx.ModelProto.decode(bytes);
  decoded.opsetImport = [onnx.OperatorSetIdProto.create({ domain: '', version: opset })];
  return onnx.ModelProto.encode(decoded).finish();
}

describe('an ONNX teacher', () => {
  let folder = '';
  let count = 0;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'distillery-forms-'))));
  after(() => rmSync(folder, { recursive: true }));

  const put = (bytes: Uint8Array): string => {
    const file = path.join(folder, `${(count += 1)}.onnx`);
    writeFileSync(file, bytes);
    return file;
  };
  const logitsOf = async (bytes: Uint8Array, outputName?: string): Promise<Float32Array> => {
    const stated = { output: undefined, shiftSeenBy: [] };
    const { forward } = await openOnnxSource(put(bytes), 'a.onnx', data, { threads: 1, stated, outputName });
    const { logits } = await forward.run({ images: allRows(data.test, features) });
    forward.dispose();
    return logits ?? new Float32Array();
  };
  const assertNear = (actual: Float32Array, expected: Float32Array, tolerance: number): void => {
    assert.equal(actual.length, expected.length);
    actual.forEach((value, place) => assert.ok(Math.abs(value - (expected[place] ?? NaN)) <= tolerance, `${place}`));
  };

  it('takes and gives float16, and batches of a fixed size', async () => {
    const expected = await logitsOf(model(linear('images', 'logits')));
    const half = [cast(FLOAT, 'images', 'x'), ...linear('x', 'z'), cast(FLOAT16, 'z', 'logits')];
    for (const batch of ['N', 16] as const) {
      const bytes = model(half, {
        input: [onnxValue('images', [batch, 3, 3, 1], FLOAT16)],
        output: [onnxValue('logits', [batch, classes], FLOAT16)],
      });
      const facts = await factsOfModelFile(put(bytes), 'a.onnx');
      assert.deepEqual(facts, { kind: 'network', input: [3, 3, 1], classes });
      assertNear(await logitsOf(bytes), expected, 0.05);
    }
  });

  it('has the output that the config names, among several', async () => {
    const twice = [...linear('images', 'z'), node('Add', ['z', 'z'], ['scores']), node('Identity', ['z'], ['other'])];
    const output = [onnxValue('other', ['N', classes]), onnxValue('scores', ['N', classes])];
    const bytes = model(twice, { output });
    const expected = await logitsOf(model(linear('images', 'logits')));
    assertNear(
      await logitsOf(bytes, 'scores'),
      expected.map((value) => 2 * value),
      1e-3,
    );
    assertNear(await logitsOf(bytes, 'other'), expected, 1e-3);
    const file = put(bytes);
    assert.equal((await factsOfModelFile(file, 'a.onnx', { outputName: 'scores' })).kind, 'network');
    assert.deepEqual(await factsOfModelFile(file, 'a.onnx', { outputName: 'x' }), {
      kind: 'unusable',
      reason: "has the outputs other, scores, none of them called 'x'",
      advice: 'Name one of them in outputName.',
    });
    assert.deepEqual(await factsOfModelFile(file, 'a.onnx'), {
      kind: 'unusable',
      reason: "has the outputs other, scores, none of them called 'logits'",
      advice: 'Name the right one in outputName, or export it with one output.',
    });
  });

  it('may be of any version of the operators from 7 on', async () => {
    const expected = await logitsOf(model(linear('images', 'logits')));
    for (const opset of [7, 9, 11, 13, 18, 21]) {
      assertNear(await logitsOf(model(linear('images', 'logits'), {}, opset)), expected, 1e-4);
    }
  });
});
