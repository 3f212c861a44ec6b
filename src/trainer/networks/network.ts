import {
  buildForeign,
  buildModel,
  buildNetwork,
  type ForeignTensors,
  type Model,
  type ModelOptions,
} from '../../models';
import type { Architecture, Layer } from '../../models/architecture';
import type { InputFile } from './input-file';
import type { OnnxSource } from './onnx-source';

/** A network that can be trained: as the config describes it, as a file holds it, or as Python code makes it. */
export type Network = { readonly kind: 'described'; readonly architecture: Architecture } | FileNetwork | PythonNetwork;

/** A network of a tfjs Layers model, with its weights. */
export interface FileNetwork {
  readonly kind: 'layers';
  readonly layers: readonly Layer[];
  /** Values of its variables, in their order. */
  readonly weights: readonly Float32Array[];
  /** SHA-256 of all its files, in hex. */
  readonly sha256: string;
  /** Its files, the model.json first. */
  readonly files: readonly InputFile[];
  /** The file's path in messages. */
  readonly written: string;
  /** Name of the conversion of its answers into logits. */
  readonly conversion: string;
  /** Its layers with regularisers or constraints, which are not taken over. */
  readonly constrained: readonly string[];
}

/** An ONNX file, for inference alone. */
export interface OnnxNetwork extends OnnxSource {
  readonly kind: 'onnx';
  readonly written: string;
}

/** A model that the user's Python code has made, in the process of PyTorch. */
export interface PythonNetwork extends OnnxSource {
  readonly kind: 'python';
  readonly written: string;
  /** Its number in that process. */
  readonly handle: number;
  /** Tensors that gradients move, in their order, and those that training moves without. */
  readonly tensors: ForeignTensors;
}

/** Logits of all splits, each [count, classes]. */
export interface AnswerSet {
  readonly train: Float32Array;
  readonly validation: Float32Array;
  readonly test: Float32Array;
}

/** Files of answers in place of a network. */
export interface AnswersNetwork extends Pick<FileNetwork, 'sha256' | 'files' | 'written' | 'conversion'> {
  readonly kind: 'answers';
  /** One for each file; epochs take them in turn. */
  readonly sets: readonly AnswerSet[];
}

/** Builds a network in an engine. Throws a ShapeError that names the layer that does not fit. */
export function buildFrom(network: Network, options: ModelOptions): Model {
  switch (network.kind) {
    case 'described':
      return buildModel(network.architecture, options);
    case 'layers':
      return buildNetwork(network.layers, options);
    case 'python':
      return buildForeign(network.tensors, options);
  }
}
