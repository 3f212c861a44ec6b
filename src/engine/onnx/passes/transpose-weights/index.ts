export { transposeWeights, type TransposedGraph } from './transpose-weights';
export { transposed } from './transpose';
