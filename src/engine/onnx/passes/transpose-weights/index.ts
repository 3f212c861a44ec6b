export { transposeWeights } from './transpose-weights';
