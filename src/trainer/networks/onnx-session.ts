import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type * as runtime from 'onnxruntime-node';
import type { DataSet } from '../../data';
import { inferenceSessionOptions, type CompiledProgram } from '../../engine';
import { TrainingFailure } from '../context/failure';
import { layoutFor, toLayout, type Layout } from '../../models/architecture/input-layout';
import { readOnnxFile } from './onnx-file';

/** A network in an ONNX file, opened. */
export interface OnnxSource {
  /** Of the file and the files of weights beside it, in hex. */
  readonly sha256: string;
  readonly endsInSoftmax: boolean;
  /** How images are laid before it. */
  readonly layout: Layout['name'];
  /** A step that gives the logits of any number of images, as the data holds them. */
  readonly forward: CompiledProgram;
}

/**
 * Opens an ONNX file with ONNX Runtime, whatever engine trains, and asks it once.
 * @param file where it really is.
 * @param written what it is called in messages.
 * @throws TrainingFailure that names the file when it cannot be opened or takes or gives other shapes than the data's.
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
    const layout = layoutOf(session, written, data);
    const ask = asking(ort, session, layout, data, written);
    await ask(new Float32Array(data.features));
    const forward: CompiledProgram = {
      run: async ({ images }) => ({ logits: await ask(images instanceof Float32Array ? images : new Float32Array()) }),
      dispose: () => void session.release(),
    };
    return { sha256: hash.digest('hex'), endsInSoftmax, layout: layout.name, forward };
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

/** What the one input takes. */
function layoutOf({ inputMetadata }: runtime.InferenceSession, written: string, data: DataSet): Layout {
  const [input, ...others] = inputMetadata;
  const refuse = (reason: string, hint: string): never => {
    throw new TrainingFailure(`${written} ${reason}`, hint, { where: written });
  };
  if (input === undefined || others.length > 0) {
    return refuse(`has ${inputMetadata.length} inputs where one is needed, the images`, 'export it with one input');
  }
  if (!input.isTensor || input.type !== 'float32') {
    return refuse(`takes '${input.name}' as ${input.isTensor ? input.type : 'no tensor'}`, 'export it for float32');
  }
  const layout = layoutFor(input.shape, data.shape);
  if (layout !== undefined) return layout;
  const [taken, given] = [input.shape, ['batch', ...data.shape]].map((shape) => `[${shape.join(', ')}]`);
  return refuse(`takes '${input.name}' as ${taken}, and the data is ${given}`, 'take a model for this data');
}

type Ask = (images: Float32Array) => Promise<Float32Array>;

/** Asks for the logits of images; a file that takes a fixed number of them is asked several times. */
function asking(
  ort: typeof runtime,
  session: runtime.InferenceSession,
  layout: Layout,
  { shape, features, classes }: DataSet,
  written: string,
): Ask {
  const [inputName = ''] = session.inputNames;
  const outputName = outputOf(session, written);
  return async (images) => {
    const count = images.length / features;
    const size = layout.batch ?? count;
    const logits = new Float32Array(count * classes);
    for (let start = 0; start < count; start += size) {
      const batch = new Float32Array(size * features);
      batch.set(images.subarray(start * features, (start + size) * features));
      const tensor = new ort.Tensor('float32', toLayout(batch, shape, layout), [size, ...layout.shape]);
      const output = (await runSession(session, { [inputName]: tensor }, written))[outputName];
      requireLogits(output, size, classes, written);
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
    throw new TrainingFailure(`${written} cannot be asked: ${reason}`, 'take a model for this data', {
      cause: error,
      where: written,
    });
  }
}

/** The one output, or the one that is called so. */
function outputOf({ outputNames }: runtime.InferenceSession, written: string): string {
  const name = outputNames.length === 1 ? outputNames[0] : outputNames.find((one) => one === 'logits');
  if (name !== undefined) return name;
  const message = `${written} has the outputs ${outputNames.join(', ')}, none of them called 'logits'`;
  throw new TrainingFailure(message, "export it with one output, or call the right one 'logits'", { where: written });
}

function requireLogits(
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
