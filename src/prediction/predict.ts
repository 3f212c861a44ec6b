import path from 'node:path';
import { loadRuntime, type OnnxRuntime } from '../onnx-runtime';
import { readStudent, StudentFault } from '../students';
import { runFiles, store, studentFiles, type StudentFacts } from '../runs';
import { readExamples } from './examples';

/** A student's answer for one example. */
export interface Prediction {
  /** The file, and the place in it where it holds several examples. */
  readonly example: string;
  /** Classes with their probabilities at T = 1, the most probable first. */
  readonly classes: readonly { readonly name: string; readonly probability: number }[];
}

/**
 * Asks the exported student of a run about pictures, rows of tables and arrays, which are prepared as those that it was trained on.
 * Yields the answers in the order of the files. Throws a sentence that names the file that cannot be read or does not fit.
 */
export async function* predictFiles(runFolder: string, files: readonly string[]): AsyncGenerator<Prediction> {
  const about = readStudent(runFolder);
  const ort = await openRuntime();
  const model = store.read(path.join(runFolder, runFiles.student, studentFiles.onnx));
  const session = await ort.createSession(model);
  try {
    for (const file of files) {
      for (const { example, values } of await readExamples(file, about)) {
        const input = new ort.Tensor('float32', values, [1, ...about.input.shape]);
        const { [about.output.name]: logits } = await session.run({ [about.input.name]: input });
        if (logits === undefined) throw new StudentFault(`${studentFiles.onnx} gives no '${about.output.name}'`);
        if (logits.data.length !== about.classes.length) {
          const counts = `${logits.data.length} numbers for ${about.classes.length} classes`;
          throw new StudentFault(`${studentFiles.onnx} gives ${counts}: ${studentFiles.about} is of another student`);
        }
        yield { example, classes: ranked(logits.data as Float32Array, about) };
      }
    }
  } finally {
    await session.release();
  }
}

/** A student's answers for single examples gain nothing by threads. */
async function openRuntime(): Promise<OnnxRuntime> {
  try {
    return await loadRuntime(1);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StudentFault(
      `ONNX Runtime cannot be loaded here (${reason}); use the student in Python or in a browser instead`,
      {
        cause: error,
      },
    );
  }
}

/** Classes by their softmax, the most probable first. */
function ranked(logits: Float32Array, { classes }: StudentFacts): Prediction['classes'] {
  const largest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  return classes
    .map(({ name }, index) => ({ name, probability: Math.exp((logits[index] ?? -Infinity) - largest) / sum }))
    .sort((one, other) => other.probability - one.probability);
}
