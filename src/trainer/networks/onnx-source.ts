import { gatherBatch, type DataSet } from '../../data';
import type { CompiledProgram } from '../../engine';
import type { InputLayout } from '../../models/architecture';
import { assertAnswersAlike } from './alike-answers';
import { meaningOf } from './answers-meaning';
import { isEndingOf, readingOf, type FoundAnswers, type StatedReading } from './answers-reading';
import { readInputFiles, type InputFile } from './input-file';
import { readOnnxFile, type OnnxCut } from './onnx-file';
import { openOnnxSession, type OnnxModel, type OnnxSession, type SessionOptions } from './onnx-session';

/** A network in an ONNX file, opened. */
export interface OnnxSource {
  /** Of the file and the files of weights beside it, in hex. */
  readonly sha256: string;
  /** All of them, the model first. */
  readonly files: readonly InputFile[];
  readonly layout: InputLayout['name'];
  /** Name of the conversion of its answers into logits. */
  readonly conversion: string;
  /** Sentences for a person about the file. */
  readonly notices: readonly string[];
  /** `images` [count, height, width, channels] → `logits` [count, classes], for any count. */
  readonly forward: CompiledProgram;
}

/** The config's part in how a file is opened. */
export interface OnnxSourceOptions {
  readonly threads: number;
  readonly stated: StatedReading;
  /** Order of the axes that the config states. */
  readonly layout?: SessionOptions['layout'];
  /** Output that the config names. */
  readonly outputName?: string | undefined;
}

/**
 * Opens an ONNX file, asks it about real examples and tells from its answers what its numbers are: logits are taken as they
 * are, a softmax or sigmoid at its end is left out, other probabilities become logarithms.
 * @param file its real path.
 * @param written its path in messages.
 * @throws TrainingFailure that names the file when it cannot be opened, does not fit the data, answers differently in
 * another batch, or gives other numbers than the config states.
 */
export async function openOnnxSource(
  file: string,
  written: string,
  data: DataSet,
  { threads, stated, layout, outputName }: OnnxSourceOptions,
): Promise<OnnxSource> {
  const { bytes, external, output, quantizesByBatch, withoutEnding } = readOnnxFile(file, written, outputName);
  const { sha256, files, assertUnchanged } = readInputFiles(written, [file, ...external.values()], bytes);
  const open = (model: OnnxModel): Promise<OnnxSession> => openOnnxSession(model, written, data, { threads, layout });
  const images = probeOf(data);
  const whole = await open({ source: bytes ?? file, external, output });
  let kept = whole;
  try {
    const answers = await whole.infer(images);
    const asked = { images, answers, features: data.features, written, quantizesByBatch };
    const difference = await assertAnswersAlike(whole.infer, asked);
    const found = { meaning: meaningOf(answers, data.classes), answers, classes: data.classes, written };
    kept = (await openWithoutEnding(withoutEnding, { ...found, images, stated }, open)) ?? whole;
    const ending = kept === whole ? undefined : withoutEnding?.kind;
    const { name, notices, convert } = readingOf({ ...found, ending }, stated);
    assertUnchanged();
    if (kept !== whole) await whole.release();
    return {
      ...{ sha256, files },
      layout: kept.layout,
      conversion: name,
      notices: [
        ...(kept.isOneByOne ? [noticeOfOneByOne(written)] : []),
        ...(difference === undefined ? [] : [difference]),
        ...notices,
      ],
      forward: forwardOf(kept, convert),
    };
  } catch (error) {
    for (const session of new Set([whole, kept])) await session.release();
    throw error;
  }
}

/** Number of examples that a network is tried on before anything trains. */
const maxProbed = 200;

/** Images of validation examples, or of training examples where there are none, [count, …shape]. */
function probeOf(data: DataSet): Float32Array {
  const split = data.validation.count > 0 ? data.validation : data.train;
  const count = Math.min(split.count, maxProbed);
  if (count === 0) return new Float32Array();
  const order = Int32Array.from({ length: count }, (_, index) => index);
  return gatherBatch(data, split, order, 0, count).images;
}

/** Opens a network of probabilities without its ending; undefined where it has none, or its answers are not those of the ending. */
async function openWithoutEnding(
  cut: OnnxCut | undefined,
  found: Omit<FoundAnswers, 'ending'> & { readonly images: Float32Array; readonly stated: StatedReading },
  open: (model: OnnxModel) => Promise<OnnxSession>,
): Promise<OnnxSession | undefined> {
  const { meaning, images, stated } = found;
  const isOfSoftmax = cut?.kind === 'softmax' && (meaning === 'probabilities' || meaning === 'percentages');
  const isOfSigmoid = cut?.kind === 'sigmoid' && meaning === 'independent' && stated.output === undefined;
  if (!isOfSoftmax && !isOfSigmoid) return undefined;
  const { bytes, output } = cut.make();
  // A cut that cannot be opened or run was none: the answers are read as they are.
  const session = await open({ source: bytes, output }).catch(() => undefined);
  const logits = await session?.infer(images).catch(() => undefined);
  if (logits !== undefined && isEndingOf(cut.kind, logits, found)) return session;
  await session?.release();
  return undefined;
}

function noticeOfOneByOne(written: string): string {
  return `${written} declares an open batch, and its graph takes one example at a time: it is asked one by one`;
}

function forwardOf({ infer, release }: OnnxSession, convert: (answers: Float32Array) => Float32Array): CompiledProgram {
  return {
    run: async ({ images }) => ({
      logits: convert(await infer(images instanceof Float32Array ? images : new Float32Array())),
    }),
    dispose: () => void release(),
  };
}
