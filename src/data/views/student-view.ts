import type { DataSet } from '../dataset';
import { normalizeInPlace, toNumbers } from '../normalize';
import { resizeTo, type View } from './view';

/** The view of the student, and of a teacher that says nothing else: the data's size, then its normalization. */
export function studentView(data: DataSet): View {
  const { shape, features, normalization } = data;
  const [height = 0, width = 0] = shape;
  const resize = shape.length === 3 ? resizeTo([height, width], data) : undefined;
  return {
    shape,
    features,
    apply: (rows) => {
      const sized = resize === undefined ? rows : resize(rows);
      const numbers = sized instanceof Uint8Array ? toNumbers(sized) : sized.slice();
      if (normalization !== undefined) normalizeInPlace(numbers, normalization);
      return numbers;
    },
  };
}
