// The machine's own limits, measured: the peak of float32 products and the bandwidth of memory by the size of what is read and
// written. A step that takes less than its products at the peak, or its bytes at the bandwidth, there is none.
import { startGraph } from './floor.mjs';
import { HandWritten } from '../hand-written.mjs';
import { numbers } from '../steps.mjs';
import { timed } from '../timing.mjs';

const side = 1024;
const columns = 1024;
/** Megabytes that a sum reads and writes: from what a core's cache holds to what no cache does. */
const sizes = [1, 4, 16, 64, 256];

/** Least milliseconds of some runs of a graph, the first of which make its memory. */
async function leastOf(graph, threads, tries) {
  const session = await startGraph(graph, threads);
  const times = [];
  for (let index = 0; index < tries; index += 1) times.push(await timed(session.run));
  session.stop();
  return Math.min(...times);
}

/** GFLOP/s of a product of square matrices, the first in the layout that ONNX Runtime packs. */
async function productPeak(threads) {
  const graph = new HandWritten();
  graph.scalar('row', 0, 'int64', [1]);
  const [a, b] = ['a', 'b'].map((name) => graph.input(name, [side, side], numbers(side * side, 1, name.length)));
  const result = graph.add('Gather', [graph.add('Gemm', [a, b], { transB: 1 }), 'row']);
  graph.output(result, 'product', [1, side]);
  return (2 * side ** 3) / (await leastOf(graph, threads, 30)) / 1e6;
}

/** GB/s of a sum of two arrays into a third. */
async function bandwidthAt(megabytes, threads) {
  const graph = new HandWritten();
  graph.scalar('row', 0, 'int64', [1]);
  const rows = Math.max(1, Math.floor((megabytes << 20) / (12 * columns)));
  const [a, b] = ['a', 'b'].map((name) => graph.input(name, [rows, columns], numbers(rows * columns, 1, name.length)));
  graph.output(graph.add('Gather', [graph.add('Add', [a, b]), 'row']), 'sum', [1, columns]);
  return (12 * rows * columns) / (await leastOf(graph, threads, 12)) / 1e6;
}

/** The peaks that ONNX Runtime and PyTorch, where it is, reach: the larger of each. */
export async function measureMachine(threads, torch) {
  const theirs = await torch?.machine();
  const gbs = {};
  for (const size of sizes) gbs[size] = Math.max(await bandwidthAt(size, threads), theirs?.gbs[size] ?? 0);
  return { gflops: Math.max(await productPeak(threads), theirs?.gflops ?? 0), gbs };
}

/** The least time of a step: its products at the peak or its bytes at the bandwidth of their size, and which of the two it is. */
export function floorOf({ gflops, gbs }, { operations, bytes }) {
  const productsMs = operations / gflops / 1e6;
  const megabytes = bytes / (1 << 20);
  const size = sizes.find((one) => one >= megabytes) ?? sizes.at(-1);
  const memoryMs = bytes / gbs[size] / 1e6;
  return {
    productsMs,
    memoryMs,
    floorMs: Math.max(productsMs, memoryMs),
    isBoundBy: productsMs >= memoryMs ? 'products' : 'memory',
  };
}
