import type { OnnxRuntime } from '../../../onnx-runtime';
import { nchwcDomain } from '../graph/domains';
import { encodeModel } from '../graph/encode';
import type { GraphNode, GraphValue } from '../graph/node';
import { sessionOptions } from './session-options';

const pixel: GraphValue = { name: 'pixel', shape: [1, 4, 1, 1], type: 'float32' };

/**
 * Measures the channels of a block on this processor: ONNX Runtime fills an image of one pixel and 4 channels up to them.
 * @returns 1 where it has no operations in NCHWc.
 */
export async function measureBlockSize(ort: OnnxRuntime): Promise<number> {
  const block: GraphValue = { ...pixel, name: 'block' };
  const reorder: GraphNode = {
    ...{ opType: 'ReorderInput', domain: nchwcDomain, attributes: {} },
    ...{ inputs: [pixel], outputs: [block] },
  };
  const model = encodeModel({
    ...{ name: 'block size', nodes: [reorder], initializers: [], inputs: [pixel] },
    outputs: [{ name: block.name, type: block.type }],
  });
  try {
    const session = await ort.createSession(model, sessionOptions(1));
    const results = await session.run({ pixel: new ort.Tensor('float32', new Float32Array(4), pixel.shape) });
    await session.release();
    return results['block']?.dims[1] ?? 1;
  } catch {
    return 1;
  }
}
