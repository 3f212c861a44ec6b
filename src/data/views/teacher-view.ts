import type { TeacherInput } from '../../config';
import { DataFault } from '../../data-sources';
import { shapeSeen } from '../../models/architecture';
import type { DataSet } from '../dataset';
import { featuresOf } from '../rows';
import { channelConverter } from './channels';
import { numbersOf } from './input-numbers';
import { resizeTo, type View } from './view';

/**
 * The view of a teacher that says what it takes: of raw pixels of 0…1, at its own size, `invert`ed, brought to its `range`
 * and normalized by its `mean` and `std`.
 * @throws DataFault that names the setting that the data cannot meet
 */
export function teacherView(data: DataSet, input: TeacherInput): View {
  const seen = shapeSeen(data.shape, input);
  if ('fault' in seen) throw new DataFault(`teacher.input.${seen.fault}`, seen.hint);
  const { shape } = seen;
  const [height = 0, width = 0] = shape;
  const isTransposed = shape.length === 3 && isSwapped(input);
  const [high, wide] = isTransposed ? [width, height] : [height, width];
  const resize = shape.length === 3 ? resizeTo([high, wide], data) : undefined;
  const convert = shape.length === 3 ? channelConverter(data.shape[2] ?? 1, input.channels) : undefined;
  const channels = shape.at(-1) ?? 1;
  const numbers = numbersOf(input, channels);
  return {
    shape,
    features: featuresOf(shape),
    apply: (rows) => {
      const sized = resize === undefined ? rows : resize(rows);
      const converted = convert === undefined ? sized : convert(sized);
      return numbers(isTransposed ? transpose(converted, [high, wide, channels]) : converted);
    },
  };
}

const isSwapped = ({ layout }: TeacherInput): boolean => layout === 'NWHC' || layout === 'NCWH';

/** Pictures [count, height, width, channels] → [count, width, height, channels]. */
function transpose<Rows extends Uint8Array | Float32Array>(
  rows: Rows,
  [height, width, channels]: readonly [number, number, number],
): Rows {
  const moved = rows.slice();
  const area = height * width;
  for (let start = 0; start < rows.length; start += area * channels) {
    for (let place = 0; place < area; place += 1) {
      const to = start + ((place % width) * height + Math.floor(place / width)) * channels;
      for (let one = 0; one < channels; one += 1) moved[to + one] = rows[start + place * channels + one] ?? 0;
    }
  }
  return moved as Rows;
}
