/** Height, width and channels of a picture, whose numbers lie in this order, the channels innermost. */
export type PictureShape = readonly [height: number, width: number, channels: number];
