import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';

/** Tensors of a safetensors file by name, all of float32, by the format's own page. */
export function readTensors(file: string): Readonly<Record<string, Float32Array>> {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString('utf8')) as Record<
    string,
    { readonly dtype?: string; readonly data_offsets?: readonly [number, number] }
  >;
  const tensors = Object.entries(header).flatMap(([name, { dtype, data_offsets: [start, end] = [0, 0] }]) => {
    if (name === '__metadata__') return [];
    assert.equal(dtype, 'F32', name);
    const part = Uint8Array.from(bytes.subarray(8 + length + start, 8 + length + end));
    return [[name, new Float32Array(part.buffer)] as const];
  });
  return Object.fromEntries(tensors);
}

/** Holds that an ONNX model of `make_mlp` answers as its weights do: computed here, in double precision. */
export async function assertAnswersOf(file: string, weights: Readonly<Record<string, Float32Array>>): Promise<void> {
  const session = await ort.InferenceSession.create(file);
  const image = Float32Array.from({ length: 400 }, (_, place) => ((place * 7) % 11) / 11);
  const { logits } = await session.run({ images: new ort.Tensor('float32', image, [1, 20, 20, 1]) });
  const of = (name: string): Float32Array => weights[name] ?? new Float32Array();
  const hidden = layer([...image], of('1.weight'), of('1.bias')).map((value) => Math.max(0, value));
  const expected = layer(hidden, of('4.weight'), of('4.bias'));
  assert.deepEqual(logits?.dims, [1, 10]);
  expected.forEach((value, place) => {
    assert.ok(Math.abs(value - Number(logits.data[place])) < 1e-4, `logit ${place}`);
  });
}

/** Weights are [outputs, inputs], as in PyTorch. */
function layer(inputs: readonly number[], weight: Float32Array, bias: Float32Array): number[] {
  return Array.from(bias, (start, row) =>
    inputs.reduce((sum, value, place) => sum + value * (weight[row * inputs.length + place] ?? Number.NaN), start),
  );
}
