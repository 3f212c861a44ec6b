// The bench's floor: graphs written by hand for the steps that the engine traces.
import runtime from 'onnxruntime-node';
import { loadNativeRuntime } from '../../../src/onnx-runtime/index.ts';
import { measureBlockSize } from '../../../src/engine/onnx/runtime/block-size.ts';
import { encodeModel } from '../../../src/engine/onnx/graph/encode.ts';
import { sessionOptions } from '../../../src/engine/onnx/runtime/session-options.ts';
import { convolutionalStep } from './floor-cnn.mjs';
import { denseStep } from './floor-mlp.mjs';
import { denseProducts } from '../products.mjs';
import { batchSize } from '../steps.mjs';

/** Starts the matrix products of a workload of dense networks; there are none of convolutions. */
export async function startProducts(workload, threads) {
  return isWritten(workload) && workload.model === 'mlp' ? startGraph(denseProducts(workload), threads) : undefined;
}

/**
 * Starts the hand-written graph of a workload; there is none of convolutions for processors without blocks of channels, and
 * none of networks that are written as layers.
 */
export async function startFloor(workload, threads) {
  if (!isWritten(workload)) return undefined;
  const blockSize = await measureBlockSize(await loadNativeRuntime());
  if (workload.model === 'cnn' && blockSize === 1) return undefined;
  return startGraph(workload.model === 'mlp' ? denseStep(workload) : convolutionalStep(blockSize), threads);
}

/** The graphs by hand are of the first two networks that the bench had. */
function isWritten({ model, hidden, batch, isCached }) {
  if (batch !== batchSize) return false;
  return model === 'mlp' ? hidden[0] === 800 : model === 'cnn' && !isCached;
}

/** Starts a graph that is written by hand on the inputs that it names. */
export async function startGraph(graph, threads) {
  const named = (names) => names.map((name) => ({ name }));
  const nodes = graph.nodes.map((node) => ({ ...node, inputs: named(node.inputs), outputs: named(node.outputs) }));
  const model = encodeModel({ name: 'floor', ...graph, nodes });
  const session = await runtime.InferenceSession.create(model, sessionOptions(threads));
  const feeds = Object.fromEntries(
    [...graph.feeds].map(([name, { shape, values }]) => [name, new runtime.Tensor('float32', values, shape)]),
  );
  const given = outputsOf(graph);
  return {
    run: () => session.run(feeds),
    /** The same into arrays that are there already. */
    runInto: () => session.run(feeds, given),
    stop: () => session.release(),
  };
}

function outputsOf({ outputs }) {
  const empty = (shape) => new Float32Array(shape.reduce((product, length) => product * length, 1));
  return Object.fromEntries(
    outputs.map(({ name, shape }) => [name, new runtime.Tensor('float32', empty(shape), shape)]),
  );
}
