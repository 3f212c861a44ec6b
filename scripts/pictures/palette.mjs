// The colours of pictures, few enough for a byte a pixel: screenshots have some that fill surfaces, and thousands at the edges of letters.

/** Bits of a channel by which colours are taken for alike. */
const bits = 5;
const bucketOf = (data, at) =>
  ((data[at] >> (8 - bits)) << (2 * bits)) | ((data[at + 1] >> (8 - bits)) << bits) | (data[at + 2] >> (8 - bits));

/**
 * A palette for RGBA pictures of pngjs: at most `maxColours` as [red, green, blue], the most frequent first, and `indexOf`, which
 * gives the index of the nearest one to the pixel at a place of a picture's data.
 */
export function paletteOf(pictures, maxColours) {
  const sums = new Map();
  for (const { data } of pictures) {
    for (let at = 0; at < data.length; at += 4) {
      const bucket = bucketOf(data, at);
      const sum = sums.get(bucket) ?? [0, 0, 0, 0];
      for (let channel = 0; channel < 3; channel += 1) sum[channel] += data[at + channel];
      sum[3] += 1;
      sums.set(bucket, sum);
    }
  }
  const frequent = [...sums.values()].sort((one, other) => other[3] - one[3]).slice(0, maxColours);
  const colours = frequent.map(([red, green, blue, count]) => [red, green, blue].map((sum) => Math.round(sum / count)));
  const nearest = new Map();
  const indexOf = (data, at) => {
    const bucket = bucketOf(data, at);
    const known = nearest.get(bucket);
    if (known !== undefined) return known;
    const [red, green, blue, count] = sums.get(bucket);
    const index = nearestIndex(
      colours,
      [red, green, blue].map((sum) => sum / count),
    );
    nearest.set(bucket, index);
    return index;
  };
  return { colours, indexOf };
}

function nearestIndex(colours, wanted) {
  let [best, least] = [0, Infinity];
  for (const [index, colour] of colours.entries()) {
    const distance = colour.reduce((sum, value, channel) => sum + (value - wanted[channel]) ** 2, 0);
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}
