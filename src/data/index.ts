export { augmentImages, type Augmentation, type ImageShape } from './augment';
export { gatherBatch, gatherRows, type Batch, type DataSet, type Split } from './dataset';
export { readIdx, type IdxFile } from './idx';
export { loadMnist } from './mnist';
export { transferSet, wholeSet, type TransferSet } from './transfer';
export { dropoutMask, Generator, shuffledIndices } from './random';
