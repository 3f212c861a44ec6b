import { DataFault, type DataOptions } from '../data-sources';

/** Mean and deviation of each channel or column, of bytes as 0…1 and of other numbers as they are. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Gives rows [examples, …, channels] piece by piece, since not all may fit into memory. */
export type RowPieces = () => Iterable<Uint8Array | Float32Array>;

/** Rows as numbers: bytes of 0…255 become 0…1, other numbers stay as they are. */
export function toNumbers(rows: Uint8Array | Float32Array): Float32Array {
  if (rows instanceof Float32Array) return rows;
  const scaled = new Float32Array(rows.length);
  for (let place = 0; place < rows.length; place += 1) scaled[place] = (rows[place] ?? 0) / 255;
  return scaled;
}

/**
 * The normalization of a data set; undefined where rows are used as `toNumbers` gives them.
 * @param rows those of the training split, [examples, …, channels]
 * @param indicators for each channel 1 where `auto` leaves it as it is
 * @throws DataFault where a config writes another number of means or deviations than there are channels
 */
export function normalizationOf(
  option: DataOptions['normalize'],
  rows: RowPieces | Uint8Array | Float32Array,
  channels: number,
  indicators?: Uint8Array,
): Normalization | undefined {
  const pieces: RowPieces = typeof rows === 'function' ? rows : () => [rows];
  if (option === 'none') return undefined;
  const [first = new Uint8Array()] = pieces();
  if (option === undefined && first instanceof Uint8Array) return undefined;
  if (option === undefined || option === 'auto') {
    const isBytes = first instanceof Uint8Array;
    return leaving(indicators, isBytes ? measureBytes(pieces(), channels) : measure(pieces, channels));
  }
  const listOf = (key: 'mean' | 'std'): number[] => {
    const written = option[key];
    const list = typeof written === 'number' ? new Array<number>(channels).fill(written) : written;
    if (list.length === channels) return list;
    const message = `data.normalize.${key}: ${list.length} numbers for ${channels} channels or columns`;
    throw new DataFault(message, 'write one number, or one for each');
  };
  return { mean: listOf('mean'), std: listOf('std') };
}

/** Leaves columns as they are that are 0 or 1 by their meaning. */
function leaving(indicators: Uint8Array | undefined, { mean, std }: Normalization): Normalization {
  const isLeft = (channel: number): boolean => indicators?.[channel] === 1;
  return {
    mean: mean.map((value, channel) => (isLeft(channel) ? 0 : value)),
    std: std.map((value, channel) => (isLeft(channel) ? 1 : value)),
  };
}

/** Brings values [examples, …, channels] to (value − mean) / std, in their place. */
export function normalizeInPlace(values: Float32Array, { mean, std }: Normalization): void {
  const channels = mean.length;
  let channel = 0;
  for (let place = 0; place < values.length; place += 1) {
    values[place] = ((values[place] ?? 0) - (mean[channel] ?? 0)) / (std[channel] ?? 1);
    // A remainder at each value takes longer than the rest.
    channel = channel + 1 === channels ? 0 : channel + 1;
  }
}

/** Values [examples, …, channels] as they were before `normalizeInPlace`, to rounding: what a person or another network sees. */
export function denormalize(values: Float32Array, { mean, std }: Normalization): Float32Array {
  const channels = mean.length;
  return values.map((value, place) => value * (std[place % channels] ?? 1) + (mean[place % channels] ?? 0));
}

/** Mean and deviation (of the population) in float64; a channel that never varies keeps a deviation of 1. */
function measure(pieces: RowPieces, channels: number): Normalization {
  let total = 0;
  for (const { length } of pieces()) total += length;
  const count = total / channels;
  const mean = new Array<number>(channels).fill(0);
  for (const rows of pieces()) {
    for (let place = 0; place < rows.length; place += 1) {
      mean[place % channels] = (mean[place % channels] ?? 0) + (rows[place] ?? 0) / count;
    }
  }
  const variance = new Array<number>(channels).fill(0);
  for (const rows of pieces()) {
    for (let place = 0; place < rows.length; place += 1) {
      const channel = place % channels;
      variance[channel] = (variance[channel] ?? 0) + ((rows[place] ?? 0) - (mean[channel] ?? 0)) ** 2 / count;
    }
  }
  return { mean, std: variance.map((one, channel) => deviation(one, mean[channel] ?? 0)) };
}

/** Means and deviations of bytes as 0…1, from the number of times that each byte occurs in a channel: one pass, however large the file. */
function measureBytes(pieces: Iterable<Uint8Array | Float32Array>, channels: number): Normalization {
  const occurrences = Array.from({ length: channels }, () => new Float64Array(256));
  for (const rows of pieces) {
    for (let channel = 0; channel < channels; channel += 1) {
      const own = occurrences[channel] ?? new Float64Array(256);
      for (let place = channel; place < rows.length; place += channels) {
        const byte = rows[place] ?? 0;
        own[byte] = (own[byte] ?? 0) + 1;
      }
    }
  }
  const means = occurrences.map((own) => meanOf(own, (byte) => byte / 255));
  const variances = occurrences.map((own, channel) => meanOf(own, (byte) => (byte / 255 - (means[channel] ?? 0)) ** 2));
  return { mean: means, std: variances.map((one, channel) => deviation(one, means[channel] ?? 0)) };
}

function meanOf(occurrences: Float64Array, of: (byte: number) => number): number {
  const count = occurrences.reduce((sum, times) => sum + times, 0);
  return occurrences.reduce((sum, times, byte) => sum + times * of(byte), 0) / count;
}

function deviation(variance: number, mean: number): number {
  // Rounding leaves a constant column a spread of about 1e-16 of its value.
  const spread = Math.sqrt(variance);
  return spread > 1e-12 * Math.abs(mean) && spread > 0 ? spread : 1;
}
