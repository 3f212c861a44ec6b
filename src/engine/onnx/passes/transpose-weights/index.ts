export { turnMatrices, type Turned } from './transpose-weights';
export { transposed } from './transpose';
