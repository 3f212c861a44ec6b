import type * as runtime from 'onnxruntime-node';
import { encodeModel } from '../graph/encode';
import { sessionOptions } from './session-options';
import { blockedDomain } from '../passes/nchwc/domain';

/**
 * How many channels a block has on this processor: to how many ONNX Runtime fills up an image of one pixel and 4 channels.
 * @returns 1 where it has no blocked operations.
 */
export async function measureBlockSize(ort: typeof runtime): Promise<number> {
  const pixel = { name: 'pixel', shape: [1, 4, 1, 1], type: 'float32' } as const;
  const reorder = {
    opType: 'ReorderInput',
    domain: blockedDomain,
    inputs: ['pixel'],
    outputs: ['block'],
    attributes: {},
  };
  const model = encodeModel({
    name: 'block size',
    nodes: [reorder],
    initializers: [],
    inputs: [pixel],
    outputs: [{ name: 'block', type: 'float32' }],
  });
  try {
    const session = await ort.InferenceSession.create(model, sessionOptions(1));
    const { block } = await session.run({ pixel: new ort.Tensor('float32', new Float32Array(4), pixel.shape) });
    await session.release();
    return block?.dims[1] ?? 1;
  } catch {
    return 1;
  }
}
