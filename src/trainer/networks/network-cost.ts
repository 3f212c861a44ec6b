import { chainFacts, modelFacts, type Shape } from '../../models/architecture';
import type { NetworkCost } from '../../runs';
import type { AnswersNetwork, Network, OnnxNetwork } from './network';

/** Parameters of a network and operations for one example, as far as they are known: a file of another tool is not counted. */
export function costOf(
  network: Network | OnnxNetwork | AnswersNetwork,
  { shape, classes }: { readonly shape: Shape; readonly classes: number },
): NetworkCost {
  switch (network.kind) {
    case 'described':
      return plain(modelFacts(network.architecture, shape, classes));
    case 'layers':
      return plain(chainFacts(network.layers, shape));
    case 'python':
    case 'onnx':
    case 'answers':
      return {};
  }
}

const plain = ({ parameters, operations }: Required<NetworkCost>): NetworkCost => ({ parameters, operations });
