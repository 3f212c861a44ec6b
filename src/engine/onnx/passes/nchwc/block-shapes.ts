import type { GraphValue } from '../../graph/node';

/** The largest ratio of an image's channels in blocks, padding included, to its own: beyond it blocks cost more than they gain. */
const maxPaddingRatio = 3;

/** The shapes of images in blocks of channels. */
export class BlockShapes {
  /** @param blockSize the channels of a block. */
  constructor(readonly blockSize: number) {}

  /** Whether an image is worth blocks: its values are floats, and its channels are many enough. */
  fills({ shape, type }: GraphValue): boolean {
    return shape.length === 4 && type === 'float32' && this.isFilledBy(shape[1] ?? 0);
  }

  /** Whether the channels are at least a third of those of their blocks. */
  isFilledBy(channels: number): boolean {
    return this.widthFor(channels) <= maxPaddingRatio * channels;
  }

  /** The channels of whole blocks that hold the given ones. */
  widthFor(channels: number): number {
    return Math.ceil(channels / this.blockSize) * this.blockSize;
  }

  /** The shape of an image in NCHWc as ONNX Runtime has it: [batch, channels of whole blocks, height, width]. */
  blockShapeOf({ shape: [batch = 1, channels = 1, ...area] }: GraphValue): readonly number[] {
    return [batch, this.widthFor(channels), ...area];
  }

  /** Whether the blocks of an image have channels that it does not have. */
  isPadded({ shape: [, channels = 0] }: GraphValue): boolean {
    return this.widthFor(channels) !== channels;
  }
}
