import type { onnx } from 'onnx-proto';
import { TrainingFailure } from '../context/failure';

/** The graph of a network, with what its nodes and inputs mean. */
interface Exported {
  readonly nodes: readonly onnx.NodeProto[];
  /** Constant tensors, by name. */
  readonly constants: ReadonlyMap<string, onnx.ITensorProto>;
  /** Version of the operator set. */
  readonly opset: number;
}

/**
 * Refuses a network that was exported while it trained: its answers follow from the other examples of a batch, or are
 * drawn at random.
 * @throws TrainingFailure that names the node and its attribute.
 */
export function refuseTrainingMode(model: onnx.ModelProto, nodes: readonly onnx.NodeProto[], written: string): void {
  const opset = Number(model.opsetImport.find(({ domain }) => (domain ?? '') === '')?.version ?? 0);
  const constants = new Map((model.graph?.initializer ?? []).map((tensor) => [tensor.name ?? '', tensor]));
  for (const node of nodes) {
    const value = node.opType === 'Constant' ? node.attribute.find(({ name }) => name === 'value')?.t : undefined;
    if (value) constants.set(node.output[0] ?? '', value);
  }
  for (const node of nodes) {
    const reason = reasonOf(node, { nodes, constants, opset });
    if (reason === undefined) continue;
    const name = node.name === '' ? `with the output '${node.output[0] ?? ''}'` : `'${node.name}'`;
    throw new TrainingFailure(
      `${written} was exported in training mode: the node ${name} (${node.opType}) has ${reason}`,
      'export it in evaluation mode: `model.eval()` before `torch.onnx.export`',
      { where: written },
    );
  }
}

function reasonOf({ opType, attribute, input, output }: onnx.NodeProto, exported: Exported): string | undefined {
  const given = attribute.find(({ name }) => name === 'training_mode');
  switch (opType) {
    case 'BatchNormalization': {
      if (Number(given?.i ?? 0) !== 0) return 'training_mode 1, so that it normalises by the other examples of a batch';
      // Before version 14 the moving averages as further outputs say so.
      const outputs = output.filter((name) => name !== '').length;
      return exported.opset < 14 && outputs > 1 ? `${outputs} outputs, those of training` : undefined;
    }
    case 'Dropout': {
      const mode = exported.constants.get(input[2] ?? '');
      return mode !== undefined && isTrue(mode) ? 'training_mode true, so that it drops numbers at random' : undefined;
    }
    default:
      return undefined;
  }
}

const isTrue = ({ rawData, int32Data }: onnx.ITensorProto): boolean =>
  (rawData?.[0] ?? 0) !== 0 || (int32Data?.[0] ?? 0) !== 0;
