import type { Graph } from '../graph/graph';
import { freezeVariables } from './freeze-variables';
import { fuse } from './fuse';
import { hoistFrozenLayers } from './hoist-frozen-layers';
import { hoistScalarMultiply } from './hoist-scalar-multiply';
import { lowerDepthToSpace } from './lower-depth-to-space';
import { nameOutputs } from './name-outputs';
import { nchwc } from './nchwc';
import { packUpdates } from './pack-updates';
import type { Decline, Pass } from './pass';
import { prune } from './prune';
import { scanLoop } from './scan-loop';
import { transposeWeights } from './transpose-weights';
import { turnLogits } from './turn-logits';
import { vectorize, type Ensemble } from './vectorize';

/** The machine and the values that a graph is compiled for. */
export interface Target {
  /** The channels of a block on this processor; 1 keeps to ONNX's own operations. */
  readonly blockSize: number;
  /** Values of variables that no step changes, by the names of the graph's inputs. */
  readonly frozen: ReadonlyMap<string, Float32Array>;
}

/** The passes of a training step, in order. */
export function trainingPipeline({ blockSize, frozen }: Target): readonly Pass[] {
  return [
    hoistScalarMultiply, // learning rate onto the smallest factor: no pass over each layer's gradient
    fuse, // bias and weight update into the product: up to 3 passes over memory less
    turnLogits, // maxima and sums over few classes for all examples at a time
    transposeWeights, // ONNX Runtime packs no large weights: 3 to 7 % of a dense student's step
    nchwc(blockSize), // blocks of channels: convolutions in about half of the time
    lowerDepthToSpace, // gradients of strides and pools: a pixel's channels are copied as one piece
    nameOutputs, // no copies of outputs
    packUpdates, // small variables in one list: Adam's ten operations once for all of them
    freezeVariables(frozen), // a teacher's weights are packed once and not in each step
    scanLoop, // weights stay inside of the runtime between steps: 20 to 25 % of a step with Adam
    hoistFrozenLayers, // a teacher's products for many steps at once
  ];
}

/**
 * The passes of a graph that every runtime reads: an exported model keeps to ONNX's own operations and runs once.
 * @param frozen values of variables, which become constants of the model.
 */
export function exportPipeline(frozen: Target['frozen']): readonly Pass[] {
  return [hoistScalarMultiply, fuse, lowerDepthToSpace, nameOutputs, freezeVariables(frozen)];
}

/**
 * The passes of a step of several students that differ in numbers alone. Those of one student's products and images find nothing
 * in it: products are batched.
 */
export function ensemblePipeline(ensemble: Ensemble): readonly Pass[] {
  return [hoistScalarMultiply, turnLogits, nameOutputs, vectorize(ensemble), scanLoop];
}

/** Called with the graph after each pass and with the rewritings that the pass declined, to show them. */
export type Observe = (pass: string, graph: Graph, declines: readonly Decline[]) => void;

/** Runs passes in order, and dead-code elimination before and after each. */
export function runPasses(graph: Graph, passes: readonly Pass[], observe?: Observe): Graph {
  let current = prune.run(graph);
  observe?.('trace', current, []);
  for (const pass of passes) {
    const declines: Decline[] = [];
    current = prune.run(pass.run(current, observe && ((decline) => declines.push(decline))));
    observe?.(pass.name, current, declines);
  }
  return current;
}
