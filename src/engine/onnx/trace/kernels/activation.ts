import type { GraphValue } from '../../graph/node';
import { alike, inputOf, scalar, untraceable, type KernelCall } from './kernel';

/** What tfjs's fused kernels do after the product and the bias. */
export function activated(call: KernelCall, x: GraphValue): GraphValue {
  const activation = (call.attributes['activation'] as string | undefined) ?? 'linear';
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return alike(call, 'Relu', [x]);
    case 'relu6':
      return alike(call, 'Min', [alike(call, 'Relu', [x]), scalar(call, 6)]);
    case 'elu':
      return alike(call, 'Elu', [x]);
    case 'sigmoid':
      return alike(call, 'Sigmoid', [x]);
    case 'leakyrelu':
      return alike(call, 'LeakyRelu', [x], {
        alpha: { float: (call.attributes['leakyreluAlpha'] as number | undefined) ?? 0.2 },
      });
    case 'prelu':
      return alike(call, 'PRelu', [x, inputOf(call, 'preluActivationWeights')]);
    default:
      throw untraceable(call, `with the activation '${activation}' cannot be traced`);
  }
}
