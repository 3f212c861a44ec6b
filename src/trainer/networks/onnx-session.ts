import type * as runtime from 'onnxruntime-node';
import type { DataSet } from '../../data';
import { inferenceSessionOptions } from '../../engine';
import { loadRuntime, type OnnxRuntime } from '../../onnx-runtime';
import { float16ToNumber, numberToFloat16 } from '../../float16';
import { TrainingFailure } from '../context/failure';
import { inputLayout, type InputLayout, type SeenInput } from '../../models/architecture';
import { toLayout } from './to-layout';

/** A network that ONNX Runtime has opened. */
export interface OnnxSession {
  readonly layout: InputLayout['name'];
  /** Whether its graph takes one example at a time, although it declares an open batch. */
  readonly isOneByOne: boolean;
  /** `images` [count, height, width, channels] → answers [count, classes], for any count. */
  readonly infer: (images: Float32Array) => Promise<Float32Array>;
  readonly release: () => Promise<void>;
}

/** A model in memory or a path, and the name of the output that is read. */
export interface OnnxModel {
  readonly source: Uint8Array | string;
  /** Files of weights of a model that is opened by its path: the paths that it names, and the real ones. */
  readonly external?: ReadonlyMap<string, string>;
  readonly output: string;
}

/** The machine's and the config's part in how a model is opened. */
export interface SessionOptions {
  readonly threads: number;
  /** Order of the axes that the config states. */
  readonly layout?: SeenInput['layout'];
}

/**
 * Opens a model with ONNX Runtime, whatever engine trains, and runs it on images of zeros: two, or one by one where its
 * graph takes no more at once.
 * @param written its path in messages.
 * @throws TrainingFailure that names the file when it cannot be opened or run, or its input or output does not fit the data.
 */
export async function openOnnxSession(
  { source, external = new Map(), output }: OnnxModel,
  written: string,
  data: DataSet,
  { threads, layout: wanted }: SessionOptions,
): Promise<OnnxSession> {
  const ort = await openRuntime(written, threads);
  const session = await openSession(ort, { source, external }, written, threads);
  try {
    const { layout, batch: declared } = inputOf(session, written, data, wanted);
    const inferBy = (batch: number | undefined): Infer =>
      inference(ort, session, { layout, batch, output }, data, written);
    const batch = declared ?? (await openBatch(inferBy, data.features));
    const infer = inferBy(batch);
    await infer(new Float32Array(data.features));
    const isOneByOne = declared === undefined && batch === 1;
    return { layout: layout.name, isOneByOne, infer, release: () => session.release() };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** Examples of one inference where the file leaves it open: any number, or 1 where its graph fixes that behind the input. */
async function openBatch(inferBy: (batch: number | undefined) => Infer, features: number): Promise<number | undefined> {
  const isAnswering = (infer: Infer, count: number): Promise<boolean> =>
    infer(new Float32Array(count * features)).then(
      () => true,
      () => false,
    );
  if (await isAnswering(inferBy(undefined), 2)) return undefined;
  // Where one alone fails too, the failure of that is the one to tell.
  return (await isAnswering(inferBy(1), 1)) ? 1 : undefined;
}

async function openRuntime(written: string, threads: number): Promise<OnnxRuntime> {
  try {
    return await loadRuntime(threads);
  } catch (error) {
    const hint = 'convert it to a tfjs model.json, which every machine reads';
    throw new TrainingFailure(`${written} needs ONNX Runtime, which this machine cannot load`, hint, {
      cause: error,
      where: written,
    });
  }
}

async function openSession(
  ort: OnnxRuntime,
  { source, external }: Pick<Required<OnnxModel>, 'source' | 'external'>,
  written: string,
  threads: number,
): Promise<runtime.InferenceSession> {
  const options = {
    ...inferenceSessionOptions(threads),
    // The native library finds them by itself, and takes no paths here.
    ...(ort.kind === 'wasm' && { externalData: [...external].map(([named, data]) => ({ path: named, data })) }),
  };
  try {
    return await ort.createSession(source, options);
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    const hint = 'export it again with standard operators of ONNX, and with all of its weights';
    throw new TrainingFailure(`${written} cannot be opened: ${reason}`, hint, { cause: error, where: written });
  }
}

/** Layout of the images in the session's input, and its fixed batch size; undefined where any number is taken. */
interface SessionInput {
  readonly layout: InputLayout;
  readonly batch: number | undefined;
}

/** The input that the images are fed to. Throws a TrainingFailure when they fit in no layout. */
function inputOf(
  { inputMetadata }: runtime.InferenceSession,
  written: string,
  data: DataSet,
  wanted: SessionOptions['layout'],
): SessionInput {
  const [input] = inputMetadata;
  const shape = input?.isTensor === true ? input.shape : [];
  const lengthOf = (length: number | string | undefined): number | undefined =>
    typeof length === 'number' && length > 0 ? length : undefined;
  const layout = inputLayout(shape.slice(1).map(lengthOf), data.shape, 'onnx', wanted);
  if (layout !== undefined) return { layout, batch: lengthOf(shape[0]) };
  const [taken, given] = [shape, ['batch', ...data.shape]].map((one) => `[${one.join(', ')}]`);
  const stated = wanted === undefined ? '' : `, with the layout ${wanted}`;
  const message = `${written} takes '${input?.name ?? ''}' as ${taken}, and the data is ${given}${stated}`;
  throw new TrainingFailure(message, 'take a model for this data', { where: written });
}

type Infer = (images: Float32Array) => Promise<Float32Array>;

/** Inference on any number of images; a session of a fixed batch size runs several times. */
function inference(
  ort: OnnxRuntime,
  session: runtime.InferenceSession,
  { layout, batch, output: outputName }: SessionInput & { readonly output: string },
  { shape, features, classes }: DataSet,
  written: string,
): Infer {
  const [inputName = ''] = session.inputNames;
  const [input] = session.inputMetadata;
  const type = input?.isTensor === true && input.type === 'float16' ? 'float16' : 'float32';
  return async (images) => {
    const count = images.length / features;
    const size = batch ?? count;
    const logits = new Float32Array(count * classes);
    for (let start = 0; start < count; start += size) {
      const rows = new Float32Array(size * features);
      rows.set(images.subarray(start * features, (start + size) * features));
      const tensor = tensorOf(ort, toLayout(rows, shape, layout), [size, ...layout.shape], type);
      const output = (await runSession(session, { [inputName]: tensor }, written))[outputName];
      assertAnswers(output, size, classes, written);
      logits.set(numbersOf(output).subarray(0, Math.min(size, count - start) * classes), start * classes);
    }
    return logits;
  };
}

/**
 * Numbers as a tensor of the network's type. Where JavaScript has arrays of 16-bit floats, a tensor of such would hold one, which
 * the runtime's binding to Node cannot read: it takes their bits.
 */
function tensorOf(
  ort: OnnxRuntime,
  numbers: Float32Array,
  dims: readonly number[],
  type: 'float16' | 'float32',
): runtime.Tensor {
  if (type === 'float32') return new ort.Tensor('float32', numbers, dims);
  return Object.assign(new ort.Tensor('uint16', Uint16Array.from(numbers, numberToFloat16), dims), { type });
}

/** Numbers of a tensor of floats; those of 16 bits come as an array of their own on newer machines. */
function numbersOf({ data, type }: runtime.Tensor): Float32Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof Uint16Array && type === 'float16') return Float32Array.from(data, float16ToNumber);
  return Float32Array.from(data as ArrayLike<number>);
}

async function runSession(
  session: runtime.InferenceSession,
  feeds: Record<string, runtime.Tensor>,
  written: string,
): Promise<runtime.InferenceSession.OnnxValueMapType> {
  try {
    // The error alone reports a failure.
    return await session.run(feeds, { logSeverityLevel: 4 });
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    const hint =
      'export it again with an open batch (`dynamic_axes` of `torch.onnx.export`), or take a model for this data';
    throw new TrainingFailure(`${written} cannot be run on a batch of ${batchIn(feeds)}: ${reason}`, hint, {
      cause: error,
      where: written,
    });
  }
}

const batchIn = (feeds: Record<string, runtime.Tensor>): number => Object.values(feeds)[0]?.dims[0] ?? 0;

function assertAnswers(
  output: runtime.OnnxValue | undefined,
  size: number,
  classes: number,
  written: string,
): asserts output is runtime.Tensor {
  const tensor = output;
  // A network for one example may give its numbers without a batch.
  const isShaped = [`${size},${classes}`, ...(size === 1 ? [String(classes)] : [])].includes(tensor?.dims.join() ?? '');
  if ((tensor?.type === 'float32' || tensor?.type === 'float16') && isShaped) return;
  throw new TrainingFailure(
    `${written} gives ${tensor?.type ?? 'nothing'} of the shape [${tensor?.dims.join(', ') ?? ''}] for ${size} examples; float32 numbers of the shape [${size}, ${classes}] are needed`,
    `export it so that it gives one number for each of the data's ${classes} classes, for each example of a batch`,
    { where: written },
  );
}
