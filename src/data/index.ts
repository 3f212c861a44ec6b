export { gatherBatch, gatherRows, type Batch, type DataSet, type Split } from './dataset';
export { readIdx, type IdxFile } from './idx';
export { loadMnist } from './mnist';
export { Generator, shuffledIndices } from './random';
