import * as tf from '@tensorflow/tfjs-core';

export type Window = tf.backend_util.Conv2DInfo;
type Image = tf.Tensor4D;

/**
 * im2col by slices: for each position in the window, row by row, the pixels that it reads [batch, rows, columns, channels] of
 * the image padded with `around`.
 */
export function patches(image: Image, info: Window, around = 0): Image[] {
  const { top, left, bottom, right } = info.padInfo;
  const amounts: [number, number][] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  const whole = tf.pad(image, amounts, around);
  return places(info).map(([row, column]) => {
    const [top0, left0] = [row * info.dilationHeight, column * info.dilationWidth];
    const end = [
      image.shape[0],
      top0 + (info.outHeight - 1) * info.strideHeight + 1,
      left0 + (info.outWidth - 1) * info.strideWidth + 1,
      image.shape[3],
    ];
    return tf.stridedSlice(whole, [0, top0, left0, 0], end, [1, info.strideHeight, info.strideWidth, 1]) as Image;
  });
}

/** col2im, the transpose of `patches`: sums the shares [batch, rows, columns, channels] of each position in the window. */
export function spread(info: Window, share: (row: number, column: number) => Image): tf.Tensor {
  const { top, left, bottom, right } = info.padInfo;
  const [height, width] = [info.inHeight + top + bottom, info.inWidth + left + right];
  const sums = places(info).map(([row, column]) => {
    const wide = apart(apart(share(row, column), 1, info.strideHeight), 2, info.strideWidth);
    const [above, before] = [row * info.dilationHeight, column * info.dilationWidth];
    return tf.pad(wide, [
      [0, 0],
      [above, height - above - wide.shape[1]],
      [before, width - before - wide.shape[2]],
      [0, 0],
    ]);
  });
  return tf.slice(tf.addN(sums), [0, top, left, 0], [info.batchSize, info.inHeight, info.inWidth, info.inChannels]);
}

function places(info: Window): (readonly [number, number])[] {
  return Array.from({ length: info.filterHeight * info.filterWidth }, (_, place) => [
    Math.floor(place / info.filterWidth),
    place % info.filterWidth,
  ]);
}

/** Puts stride − 1 zeros between the entries along an axis. */
function apart(image: Image, axis: 1 | 2, stride: number): Image {
  if (stride === 1) return image;
  const [batch, rows, columns, channels] = image.shape;
  const [outer, length] = axis === 1 ? [batch, rows] : [batch * rows, columns];
  const inner = axis === 1 ? columns * channels : channels;
  const values = tf.reshape(image, [outer * length, 1, inner]);
  const zeros = tf.zeros([outer * length, stride - 1, inner]);
  const wide = tf.reshape(tf.concat([values, zeros], 1), [outer, length * stride, inner]);
  const kept = (length - 1) * stride + 1;
  const shape: Image['shape'] = axis === 1 ? [batch, kept, columns, channels] : [batch, rows, kept, channels];
  return tf.reshape(tf.slice(wide, [0, 0, 0], [outer, kept, inner]), shape);
}

/** Runs operations inside a kernel: intermediate tensors are freed, the result belongs to the caller. */
export function isolated(backend: tf.KernelBackend, compute: () => tf.Tensor): tf.TensorInfo {
  const result = tf.tidy(compute);
  const { dataId, shape, dtype } = result;
  // The result's tensor ends with the caller's scope, and the one that tfjs makes of this information is a second holder.
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}
