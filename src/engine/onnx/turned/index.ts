export { turnMatrices, type Turned } from './turn-matrices';
export { transposed } from './transposed';
