import type { Generator } from '../random';
import { drawSection, resizeSection, type Section } from './changes/crop';
import { cover, drawSquare } from './changes/cutout';
import { mirror } from './changes/flip';
import { rotate } from './changes/rotate';
import { brighten, changeContrast, drawFactor } from './changes/tone';
import type { Augment } from './settings';
import type { PictureShape } from './shape';

/** The change of one picture, as it was drawn; in the order in which it is done. */
export interface Change {
  readonly crop?: Section;
  readonly isMirrored: boolean;
  /** Degrees, counter-clockwise. */
  readonly rotation?: number;
  /** Factors. */
  readonly brightness?: number;
  readonly contrast?: number;
  readonly cutout?: Section;
}

/** Draws a change; an absent setting draws no number. docs/randomness.md has the order. */
export function drawChange(settings: Augment, shape: PictureShape, generator: Generator): Change {
  const { crop, flip, rotation, brightness, contrast, cutout } = settings;
  const half = 0x80000000;
  return {
    ...(crop && { crop: drawSection(crop, shape, generator) }),
    isMirrored: flip && generator.nextUint32() >= half,
    ...(rotation !== undefined && { rotation: rotation * (2 * generator.nextUniform() - 1) }),
    ...(brightness !== undefined && { brightness: drawFactor(brightness, generator) }),
    ...(contrast !== undefined && { contrast: drawFactor(contrast, generator) }),
    ...(cutout !== undefined && { cutout: drawSquare(cutout, shape, generator) }),
  };
}

/** Changes of pictures of one shape, with the memory that they need. */
export class PictureChanger {
  private before: Float32Array;
  private after: Float32Array;
  private readonly fill: number;

  /** @param isOfBytes whether values are bytes scaled to 0 … 1, and not unbounded numbers. */
  constructor(
    private readonly settings: Augment,
    private readonly shape: PictureShape,
    private readonly isOfBytes: boolean,
  ) {
    const size = shape[0] * shape[1] * shape[2];
    [this.before, this.after] = [new Float32Array(size), new Float32Array(size)];
    this.fill = isOfBytes ? settings.fill / 255 : settings.fill;
  }

  /** Draws the next change of a generator. */
  draw(generator: Generator): Change {
    return drawChange(this.settings, this.shape, generator);
  }

  /** Changes a picture of this shape in its place. */
  apply({ crop, isMirrored, rotation, brightness, contrast, cutout }: Change, picture: Float32Array): void {
    const { shape, fill, isOfBytes } = this;
    this.after.set(picture);
    if (crop !== undefined) this.pass((from, to) => resizeSection(from, to, shape, crop));
    if (isMirrored) this.pass((from, to) => mirror(from, to, shape));
    if (rotation !== undefined) this.pass((from, to) => rotate(from, to, shape, { degrees: rotation, fill }));
    if (brightness !== undefined) brighten(this.after, brightness, isOfBytes);
    if (contrast !== undefined) changeContrast(this.after, shape, contrast, isOfBytes);
    if (cutout !== undefined) cover(this.after, shape, cutout, fill);
    picture.set(this.after);
  }

  private pass(change: (from: Float32Array, to: Float32Array) => void): void {
    [this.before, this.after] = [this.after, this.before];
    change(this.before, this.after);
  }
}
