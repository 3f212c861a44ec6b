import type { TeacherInput } from '../../config';

/**
 * The numbers of an `input`, from rows [count, …, channels]: ((low + (high − low)·x) − mean) / std, where x is the pixel of
 * 0…1, or 1 less it. Each operation is rounded to float32, as PyTorch's `ToTensor` and `Normalize` do, so that answers are the
 * same to the last digit that the network itself keeps.
 */
export function numbersOf(
  { range: [low, high] = [0, 1], mean, std, invert = false }: TeacherInput,
  channels: number,
): (rows: Uint8Array | Float32Array) => Float32Array {
  const [means, deviations] = [listOf(mean ?? 0, channels), listOf(std ?? 1, channels)].map((list) =>
    Float32Array.from(list),
  );
  const numberOf = (pixel: number, channel: number): number => {
    const seen = invert ? Math.fround(1 - pixel) : pixel;
    const scaled = low === 0 && high === 1 ? seen : Math.fround(low + (high - low) * seen);
    return Math.fround(Math.fround(scaled - (means?.[channel] ?? 0)) / (deviations?.[channel] ?? 1));
  };
  const table = new Float32Array(256 * channels);
  for (let place = 0; place < table.length; place += 1) {
    table[place] = numberOf(Math.fround((place % 256) / 255), Math.floor(place / 256));
  }
  return (rows) => {
    const numbers = new Float32Array(rows.length);
    const isBytes = rows instanceof Uint8Array;
    for (let place = 0; place < rows.length; place += 1) {
      const channel = place % channels;
      const value = rows[place] ?? 0;
      numbers[place] = isBytes ? (table[256 * channel + value] ?? 0) : numberOf(value, channel);
    }
    return numbers;
  };
}

function listOf(written: number | readonly number[], channels: number): readonly number[] {
  return typeof written === 'number' ? new Array<number>(channels).fill(written) : written;
}
