import type { TeacherInput } from '../../config';
import { lumaOf } from '../../pictures';

type Rows = Uint8Array | Float32Array;

/** Changes the channels of pictures [count, height, width, channels]. */
export type ConvertChannels = (rows: Rows) => Rows;

/** Conversion of the data's channels into those that a teacher takes; undefined where they are the same. */
export function channelConverter(given: number, taken: TeacherInput['channels']): ConvertChannels | undefined {
  if (taken === undefined) return undefined;
  if (given === 1) return taken === 'gray' ? undefined : repeated;
  if (taken === 'gray') return (rows) => (rows instanceof Uint8Array ? lumaOf(rows) : luma(rows));
  return taken === 'bgr' ? reversed : undefined;
}

function repeated(rows: Rows): Rows {
  const three = rows instanceof Uint8Array ? new Uint8Array(3 * rows.length) : new Float32Array(3 * rows.length);
  for (let place = 0; place < three.length; place += 1) three[place] = rows[Math.floor(place / 3)] ?? 0;
  return three;
}

function reversed(rows: Rows): Rows {
  const turned = rows.slice();
  for (let place = 0; place < rows.length; place += 3) {
    turned[place] = rows[place + 2] ?? 0;
    turned[place + 2] = rows[place] ?? 0;
  }
  return turned;
}

/** Luma of numbers by ITU-R 601-2, as `lumaOf` has it of bytes. */
function luma(rows: Float32Array): Float32Array {
  return Float32Array.from({ length: rows.length / 3 }, (_, place) => {
    const [red = 0, green = 0, blue = 0] = rows.subarray(3 * place, 3 * place + 3);
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  });
}
