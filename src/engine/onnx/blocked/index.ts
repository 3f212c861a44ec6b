export { blockImages } from './block-images';
export { measureBlockSize } from './block-size';
