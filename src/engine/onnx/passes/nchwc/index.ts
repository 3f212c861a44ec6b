export { convertToNchwc } from './convert-to-nchwc';
export { measureBlockSize } from '../../runtime/block-size';
