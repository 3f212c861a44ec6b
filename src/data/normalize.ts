import { DataFault, type DataOptions } from '../data-sources';

/** Mean and deviation of each channel or column, of bytes as 0…1 and of other numbers as they are. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

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
  rows: Uint8Array | Float32Array,
  channels: number,
  indicators?: Uint8Array,
): Normalization | undefined {
  if (option === 'none' || (option === undefined && rows instanceof Uint8Array)) return undefined;
  if (option === undefined || option === 'auto') return leaving(indicators, measure(rows, channels));
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
  for (let place = 0; place < values.length; place += 1) {
    const channel = place % channels;
    values[place] = ((values[place] ?? 0) - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  }
}

/** Values [examples, …, channels] as they were before `normalizeInPlace`, to rounding: what a person or another network sees. */
export function denormalize(values: Float32Array, { mean, std }: Normalization): Float32Array {
  const channels = mean.length;
  return values.map((value, place) => value * (std[place % channels] ?? 1) + (mean[place % channels] ?? 0));
}

/** Mean and deviation (of the population) in float64; a channel that never varies keeps a deviation of 1. */
function measure(rows: Uint8Array | Float32Array, channels: number): Normalization {
  const unit = rows instanceof Uint8Array ? 255 : 1;
  const count = rows.length / channels;
  const mean = new Array<number>(channels).fill(0);
  for (let place = 0; place < rows.length; place += 1) {
    mean[place % channels] = (mean[place % channels] ?? 0) + (rows[place] ?? 0) / unit / count;
  }
  const variance = new Array<number>(channels).fill(0);
  for (let place = 0; place < rows.length; place += 1) {
    const channel = place % channels;
    variance[channel] = (variance[channel] ?? 0) + ((rows[place] ?? 0) / unit - (mean[channel] ?? 0)) ** 2 / count;
  }
  const std = variance.map((one, channel) => {
    // Rounding leaves a constant column a spread of about 1e-16 of its value.
    const spread = Math.sqrt(one);
    return spread > 1e-12 * Math.abs(mean[channel] ?? 0) && spread > 0 ? spread : 1;
  });
  return { mean, std };
}
