import { buildModel, buildNetwork, type Model, type ModelOptions } from '../../models';
import type { Architecture, Layer } from '../../models/architecture';
import type { InputFile } from './input-file';
import type { OnnxSource } from './onnx-source';

/** A network that can be trained: as the config describes it, or as a file holds it. */
export type Network = { readonly kind: 'described'; readonly architecture: Architecture } | FileNetwork;

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
  return network.kind === 'described'
    ? buildModel(network.architecture, options)
    : buildNetwork(network.layers, options);
}
