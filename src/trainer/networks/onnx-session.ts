import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type * as runtime from 'onnxruntime-node';
import type { DataSet } from '../../data';
import { inferenceSessionOptions, type CompiledProgram } from '../../engine';
import { TrainingFailure } from '../context/failure';
import { inputLayout, type InputLayout } from '../../models/architecture';
import { readOnnxFile } from './onnx-file';
import { toLayout } from './to-layout';

/** A network in an ONNX file, opened. */
export interface OnnxSource {
  /** Of the file and the files of weights beside it, in hex. */
  readonly sha256: string;
  readonly endsInSoftmax: boolean;
  readonly layout: InputLayout['name'];
  /** `images` [count, height, width, channels] → `logits` [count, classes], for any count. */
  readonly forward: CompiledProgram;
}

/**
 * Opens an ONNX file with ONNX Runtime, whatever engine trains, and runs it on one image.
 * @param file its real path.
 * @param written its path in messages.
 * @throws TrainingFailure that names the file when it cannot be opened, or its input or output does not fit the data.
 */
export async function openOnnxSource(
  file: string,
  written: string,
  data: DataSet,
  threads: number,
): Promise<OnnxSource> {
  const { bytes, external, endsInSoftmax } = readOnnxFile(file, written);
  const hash = createHash('sha256');
  for (const one of [file, ...external]) hash.update(readFileSync(one));
  const ort = await loadRuntime(written);
  const session = await openSession(ort, bytes ?? file, written, threads);
  try {
    const input = inputOf(session, written, data);
    const infer = inference(ort, session, input, data, written);
    await infer(new Float32Array(data.features));
    const forward: CompiledProgram = {
      run: async ({ images }) => ({
        logits: await infer(images instanceof Float32Array ? images : new Float32Array()),
      }),
      dispose: () => void session.release(),
    };
    return { sha256: hash.digest('hex'), endsInSoftmax, layout: input.layout.name, forward };
  } catch (error) {
    await session.release();
    throw error;
  }
}

async function loadRuntime(written: string): Promise<typeof runtime> {
  try {
    const loaded: { default?: typeof runtime } & typeof runtime = await import('onnxruntime-node');
    return loaded.default ?? loaded;
  } catch (error) {
    const hint = 'convert it to a tfjs model.json, which every machine reads';
    throw new TrainingFailure(`${written} needs ONNX Runtime, which this machine cannot load`, hint, {
      cause: error,
      where: written,
    });
  }
}

async function openSession(
  ort: typeof runtime,
  source: Uint8Array | string,
  written: string,
  threads: number,
): Promise<runtime.InferenceSession> {
  const options = inferenceSessionOptions(threads);
  try {
    return await (typeof source === 'string'
      ? ort.InferenceSession.create(source, options)
      : ort.InferenceSession.create(source, options));
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
function inputOf({ inputMetadata }: runtime.InferenceSession, written: string, data: DataSet): SessionInput {
  const [input] = inputMetadata;
  const shape = input?.isTensor === true ? input.shape : [];
  const lengthOf = (length: number | string | undefined): number | undefined =>
    typeof length === 'number' && length > 0 ? length : undefined;
  const layout = inputLayout(shape.slice(1).map(lengthOf), data.shape, 'onnx');
  if (layout !== undefined) return { layout, batch: lengthOf(shape[0]) };
  const [taken, given] = [shape, ['batch', ...data.shape]].map((one) => `[${one.join(', ')}]`);
  const message = `${written} takes '${input?.name ?? ''}' as ${taken}, and the data is ${given}`;
  throw new TrainingFailure(message, 'take a model for this data', { where: written });
}

type Infer = (images: Float32Array) => Promise<Float32Array>;

/** Inference on any number of images; a session of a fixed batch size runs several times. */
function inference(
  ort: typeof runtime,
  session: runtime.InferenceSession,
  { layout, batch }: SessionInput,
  { shape, features, classes }: DataSet,
  written: string,
): Infer {
  const [inputName = ''] = session.inputNames;
  const { outputNames } = session;
  const outputName = outputNames.find((name) => name === 'logits') ?? outputNames[0] ?? '';
  return async (images) => {
    const count = images.length / features;
    const size = batch ?? count;
    const logits = new Float32Array(count * classes);
    for (let start = 0; start < count; start += size) {
      const rows = new Float32Array(size * features);
      rows.set(images.subarray(start * features, (start + size) * features));
      const tensor = new ort.Tensor('float32', toLayout(rows, shape, layout), [size, ...layout.shape]);
      const output = (await runSession(session, { [inputName]: tensor }, written))[outputName];
      assertLogits(output, size, classes, written);
      logits.set((output.data as Float32Array).subarray(0, Math.min(size, count - start) * classes), start * classes);
    }
    return logits;
  };
}

async function runSession(
  session: runtime.InferenceSession,
  feeds: Record<string, runtime.Tensor>,
  written: string,
): Promise<runtime.InferenceSession.OnnxValueMapType> {
  try {
    return await session.run(feeds);
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new TrainingFailure(`${written} cannot be run: ${reason}`, 'take a model for this data', {
      cause: error,
      where: written,
    });
  }
}

function assertLogits(
  output: runtime.OnnxValue | undefined,
  size: number,
  classes: number,
  written: string,
): asserts output is runtime.Tensor {
  const tensor = output;
  if (tensor?.type === 'float32' && tensor.dims.join() === `${size},${classes}`) return;
  throw new TrainingFailure(
    `${written} gives ${tensor?.type ?? 'nothing'} of the shape [${tensor?.dims.join(', ') ?? ''}] for ${size} examples; ${classes} float32 logits for each are needed`,
    `take a model that knows the data's ${classes} classes`,
    { where: written },
  );
}
