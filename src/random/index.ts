export { dropoutMask, Generator, shuffledIndices } from './generator';
export { streams } from './streams';
