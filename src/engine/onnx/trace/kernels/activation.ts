import type { GraphValue } from '../../graph/node';
import { elementwiseOf, inputOf, scalar, untraceable, type KernelCall } from './kernel';

/** The activation of tfjs's fused kernels, after the product and the bias. */
export function activate(call: KernelCall, x: GraphValue): GraphValue {
  const activation = (call.attributes['activation'] as string | undefined) ?? 'linear';
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return elementwiseOf(call, 'Relu', [x]);
    case 'relu6':
      return elementwiseOf(call, 'Min', [elementwiseOf(call, 'Relu', [x]), scalar(call, 6)]);
    case 'elu':
      return elementwiseOf(call, 'Elu', [x]);
    case 'sigmoid':
      return elementwiseOf(call, 'Sigmoid', [x]);
    case 'leakyrelu':
      return elementwiseOf(call, 'LeakyRelu', [x], {
        alpha: { float: (call.attributes['leakyreluAlpha'] as number | undefined) ?? 0.2 },
      });
    case 'prelu':
      return elementwiseOf(call, 'PRelu', [x, inputOf(call, 'preluActivationWeights')]);
    default:
      throw untraceable(call, `with the activation '${activation}' cannot be traced`);
  }
}
