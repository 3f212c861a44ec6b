export type { DecodeTask, DecodedRows, PictureFile, PictureRefusal } from './decode-files';
export { DecoderPool } from './decoder-pool';
export { PictureDecoder, type Channels, type Picture } from './decoder';
export type { Fit, FitOptions } from './resize/fit';
export { maxPixels, readPictureHeader, type PictureFormat, type PictureHeader } from './formats/header';
export { PictureFault } from './picture-fault';
export type { Interpolation } from './resize/resample';
export { lumaOf, resizeRows, type RowSizes } from './resize/resize-rows';
