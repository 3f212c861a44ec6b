export { PictureChanger, type Change } from './augment';
export { describeAugment } from './describe';
export { changedVersions, toUnit, type ChangedVersion, type OriginalPictures } from './examples';
export { drawShare, mixRows } from './mixup';
export { augmentSchema, type Augment } from './settings';
export type { PictureShape } from './shape';
export { changePictures, type ChangeTask } from './task';
export { ChangeThreads } from './threads';
