export { augmentImages, type Augmentation, type ImageShape } from './augment';
export { changedBatch, paddedRows, type BatchPlace } from './changed-batch';
export {
  allRows,
  changesExamples,
  gatherBatch,
  gatherByteBatch,
  readRows,
  gatherRows,
  indexBatch,
  numbersOf,
  type Batch,
  type BatchLabels,
  type IndexedBatch,
  imageShapeOf,
  rawOf,
  rowsBefore,
  type DataSet,
  type RawRows,
  type Split,
  type SplitIdentity,
} from './dataset';
export { fillWith } from './fill-missing';
export { denormalize, normalizeInPlace, toNumbers, type Normalization } from './normalize';
export { openData } from './open';
export type { PictureSize } from './open-at-sizes';
export { seenBy, studentView, teacherView, type View } from './views';
export type { OwnDataSets, OwnRows, Preparation } from './sources/preparation';
export { classesIn, transferSet, wholeSet, type TransferSet } from './transfer';
export { dropoutMask, Generator, shuffledIndices, streams } from '../random';
