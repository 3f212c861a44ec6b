import { encodeModel } from '../../../../../src/engine/onnx/graph/encode';
import type { Carried, Graph } from '../../../../../src/engine/onnx/graph/graph';
import { runPasses, trainingPipeline } from '../../../../../src/engine/onnx/passes/pass-pipeline';
import type { GraphBuilder } from '../../../../../src/engine/onnx/trace/graph-builder';

interface How {
  readonly blockSize?: number;
  readonly carried?: readonly Carried[];
  readonly fed?: ReadonlySet<string>;
}

/** A traced graph after all passes of a training step. */
export function compiled(builder: GraphBuilder, { blockSize = 1, carried = [], fed = new Set() }: How = {}): Graph {
  return runPasses(builder.finish({ carried, fed }), trainingPipeline({ blockSize, frozen: new Map() }));
}

/** The graph after all passes of a training step, as a model. */
export function model(builder: GraphBuilder, how: How = {}): Uint8Array {
  return encodeModel(compiled(builder, how));
}
