import { readFileSync } from 'node:fs';
import path from 'node:path';
import type * as runtime from 'onnxruntime-node';
import type { PictureDecoder } from '../pictures';
import { readStudent, StudentFault } from '../students';
import { decodeNpy, runFiles, store, studentFiles, type AboutStudent } from '../runs';

/** A student's answer for one example. */
export interface Prediction {
  /** The file, and the place in it where it holds several examples. */
  readonly example: string;
  /** Classes with their probabilities at T = 1, the most probable first. */
  readonly classes: readonly { readonly name: string; readonly probability: number }[];
}

/**
 * Asks the exported student of a run about pictures, which are brought to its size, and about examples in `.npy` files of float32.
 * Yields the answers in the order of the files. Throws a sentence that names the file that cannot be read or does not fit.
 */
export async function* predictFiles(runFolder: string, files: readonly string[]): AsyncGenerator<Prediction> {
  const about = readStudent(runFolder);
  const ort = await loadRuntime();
  const model = store.read(path.join(runFolder, runFiles.student, studentFiles.onnx));
  const session = await ort.InferenceSession.create(model);
  try {
    for (const file of files) {
      for (const { example, values } of await examplesIn(file, about)) {
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

async function loadRuntime(): Promise<typeof runtime> {
  try {
    return await import('onnxruntime-node');
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

interface Example {
  readonly example: string;
  readonly values: Float32Array;
}

async function examplesIn(file: string, about: AboutStudent): Promise<Example[]> {
  const bytes = readBytes(file);
  const raw = file.toLowerCase().endsWith('.npy')
    ? fromArray(file, bytes, about)
    : [{ example: file, values: await fromPicture(file, bytes, about) }];
  return raw.map(({ example, values }) => ({ example, values: normalized(values, about) }));
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = isMissing
      ? 'is not there'
      : `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new StudentFault(`${file} ${reason}`, { cause: error });
  }
}

function fromArray(file: string, bytes: Uint8Array, { input: { shape } }: AboutStudent): Example[] {
  const array = decodeNpy(bytes, path.basename(file));
  const wanted = shape.join(' × ');
  const own = array.shape.length === shape.length ? array.shape : array.shape.slice(1);
  if (own.join() !== shape.join()) {
    throw new StudentFault(`${file} holds examples of ${own.join(' × ')} numbers, and the student takes ${wanted}`);
  }
  const size = shape.reduce((product, length) => product * length, 1);
  const count = array.values.length / size;
  return Array.from({ length: count }, (_, place) => ({
    example: count === 1 ? file : `${file}[${place}]`,
    values: array.values.slice(place * size, (place + 1) * size),
  }));
}

let decoder: Promise<PictureDecoder> | undefined;

/** The decoder of all pictures, made with the first: its WebAssembly is instantiated once. */
function pictureDecoder(): Promise<PictureDecoder> {
  decoder ??= import('../pictures').then((pictures) => new pictures.PictureDecoder());
  return decoder;
}

async function fromPicture(file: string, bytes: Uint8Array, { input }: AboutStudent): Promise<Float32Array> {
  const [height, width, channels] = input.shape;
  if (height === undefined || width === undefined || (channels !== 1 && channels !== 3)) {
    throw new StudentFault(
      `${file}: the student takes ${input.shape.join(' × ')} numbers and no picture; write them as .npy`,
    );
  }
  const options = { width, height, fit: input.fit ?? 'resize', interpolation: 'bilinear' } as const;
  try {
    const { pixels } = (await pictureDecoder()).decode(bytes, channels === 1 ? 'gray' : 'rgb', options);
    return Float32Array.from(pixels, (value) => (input.range === undefined ? value : value / 255));
  } catch (error) {
    throw new StudentFault(`${file} ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function normalized(values: Float32Array, { input: { normalization } }: AboutStudent): Float32Array {
  if (normalization === undefined) return values;
  const { mean, std } = normalization;
  const at = (place: number): number => place % mean.length;
  return values.map((value, place) => (value - (mean[at(place)] ?? 0)) / (std[at(place)] ?? 1));
}

/** Classes by their softmax, the most probable first. */
function ranked(logits: Float32Array, { classes }: AboutStudent): Prediction['classes'] {
  const largest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  return classes
    .map(({ name }, index) => ({ name, probability: Math.exp((logits[index] ?? -Infinity) - largest) / sum }))
    .sort((one, other) => other.probability - one.probability);
}
