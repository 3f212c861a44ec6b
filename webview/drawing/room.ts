import { pointsInside, toPixelY, type Frame, type Points } from './frame';

/** A box in device pixels. */
export interface TextBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Whether no curve passes through a box, so that a text in it can be read. */
export function isFree(frame: Frame, curves: readonly Points[], { left, right, top, bottom }: TextBox): boolean {
  const scale = (frame.x.to - frame.x.from) / frame.width;
  const positionAt = (across: number): number => frame.x.from + (across - frame.left) * scale;
  const window = { ...frame, x: { from: positionAt(left), to: positionAt(right) } };
  const pixelY = toPixelY(frame);
  return curves.every((curve) => {
    // A line between two points may pass where neither is: the neighbours on both sides are among these.
    const inside = pointsInside(window, curve).y;
    let [upper, lower] = [Infinity, -Infinity];
    for (const value of inside) {
      const up = pixelY(value);
      if (up < upper) upper = up;
      if (up > lower) lower = up;
    }
    return lower < top || upper > bottom;
  });
}
