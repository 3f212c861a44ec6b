import { orderOfClasses, type NamedTeacher } from '../../config';
import { denormalize, seenBy, teacherView, type Batch, type DataSet, type View } from '../../data';
import { DataFault } from '../../data-sources';
import { TrainingFailure } from '../context/failure';

/** The part of a config that says how a teacher takes examples, and in which order it gives classes. */
export type AdapterSettings = Pick<NamedTeacher['source'], 'input' | 'classOrder'>;

/** The data as one teacher sees it, and the order of its answers. */
export interface TeacherAdapter {
  /** The data through the teacher's own view; the run's data itself where it sees what the student sees. */
  readonly data: DataSet;
  /** Absent where it sees what the student sees. */
  readonly view: View | undefined;
  /** The class of each output; absent where it is that of the data. */
  readonly order: Int32Array | undefined;
}

/** The adapter of a teacher. Throws a TrainingFailure that names the setting that the data cannot meet. */
export function adapterOf(data: DataSet, { input, classOrder }: AdapterSettings): TeacherAdapter {
  const order = orderOf(data, classOrder);
  if (input === undefined) return { data, view: undefined, order };
  try {
    const view = teacherView(data, input);
    return { data: seenBy(data, view, JSON.stringify(input)), view, order };
  } catch (error) {
    if (!(error instanceof DataFault)) throw error;
    throw new TrainingFailure(error.message, error.hint, { cause: error });
  }
}

function orderOf({ classList }: DataSet, written: AdapterSettings['classOrder']): Int32Array | undefined {
  if (written === undefined) return undefined;
  const found = orderOfClasses(written, classList);
  if ('order' in found) return Int32Array.from(found.order);
  throw new TrainingFailure(`teacher.classOrder: ${found.message}`, found.hint);
}

/** The images of a batch as a teacher of that view sees them, [size, …its shape]. */
export function imagesFor({ images, raw }: Batch, { normalization }: DataSet, view: View | undefined): Float32Array {
  if (view === undefined) return images;
  return view.apply(raw ?? (normalization === undefined ? images : denormalize(images, normalization)));
}

/** Answers [count, classes] in the order of a teacher's outputs → in that of the data. */
export function inDataOrder(answers: Float32Array, order: Int32Array | undefined): Float32Array {
  if (order === undefined) return answers;
  const moved = new Float32Array(answers.length);
  for (let place = 0; place < answers.length; place += 1) {
    const output = place % order.length;
    moved[place - output + (order[output] ?? 0)] = answers[place] ?? 0;
  }
  return moved;
}
