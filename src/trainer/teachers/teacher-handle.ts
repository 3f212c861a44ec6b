import type { ResolvedConfig } from '../../config';
import { wholeSet } from '../../data';
import { lossSchema, temperatureSchema, type ObjectiveSettings } from '../../distillation';
import type { CompiledProgram } from '../../engine';
import type { Context } from '../context/context';
import { logitsOf } from '../evaluation';
import type { AnswersNetwork, FileNetwork, Network, OnnxNetwork } from '../networks/network';
import { imagesFor, inDataOrder, adapterOf, type TeacherAdapter } from '../networks/teacher-adapter';
import type { TeacherSource } from '../step/teacher-source';
import { Training } from '../training/training';
import { readCached, TeacherCache } from './teacher-cache';

export type TeacherConfig = NonNullable<ResolvedConfig['teacher']>;

/** Images [count, …the teacher's shape] → logits [count, classes]. */
export type Ask = (images: Float32Array) => Promise<Float32Array>;

/** A teacher that is ready for inference. */
export interface TeacherHandle {
  readonly cache: TeacherCache;
  /** Whether this run has trained it. */
  readonly isNew: boolean;
  /** Logits of every example of a split, [count, classes]. */
  readonly logitsOf: (split: 'train' | 'validation' | 'test') => Promise<Float32Array>;
  /** Logits for images as it sees them, in the order of its outputs; absent for one that the run trains. */
  readonly ask?: Ask;
  /** Source of its logits for images that are in no cache. */
  readonly inference: TeacherSource;
}

/** Labels alone: a teacher has no teacher. */
const labelsOnly: ObjectiveSettings = {
  loss: lossSchema.parse({ kind: 'kl', hard: 1 }),
  temperature: temperatureSchema.parse({ strategy: 'constant' }),
  teachers: [],
  combine: 'losses',
};

/** Gets a network ready for inference; one that the config describes is trained, unless the cache has its weights. */
export async function openTeacher(
  context: Context,
  config: TeacherConfig,
  network: Network | OnnxNetwork | AnswersNetwork,
  { cache, name }: { readonly cache: TeacherCache; readonly name: string | undefined },
): Promise<TeacherHandle> {
  switch (network.kind) {
    case 'described':
      return openDescribed(context, trainingOf(context, config, network, cache, name), cache, name);
    case 'layers':
      return openLayers(context, config, network, { cache, name });
    case 'onnx':
    case 'python':
      return openOnnx(context, config, network, cache);
    case 'answers':
      return handleOfAnswers(adapterOf(context.data, config), network, cache);
  }
}

/** The cache entry of the teacher that a network is. */
export function cacheOf(
  context: Context,
  config: TeacherConfig,
  network: Network | OnnxNetwork | AnswersNetwork,
): TeacherCache {
  const { hash, augment } = context.data;
  if (network.kind === 'described') {
    // Its weights follow from the changed pictures; a file's answers for unchanged ones do not.
    return new TeacherCache(context, config, ...(augment === undefined ? [] : [augment]), hash);
  }
  const adapter = adapterOf(context.data, config);
  const conversion = network.conversion === 'logits' ? [] : [network.conversion];
  const order = adapter.order === undefined ? [] : [`classes ${adapter.order.join(' ')}`];
  const { model } = config;
  const named = model.preset === 'file' && model.outputName !== undefined ? [`output ${model.outputName}`] : [];
  return new TeacherCache(context, network.kind, network.sha256, ...conversion, ...named, ...order, adapter.data.hash);
}

async function openDescribed(
  context: Context,
  training: Training,
  cache: TeacherCache,
  name: string | undefined,
): Promise<TeacherHandle> {
  const weights = await readCached(context, () => cache.readWeights());
  if (weights === undefined) {
    cache.probe();
    await training.run();
    const { step, bestEpoch: epoch } = training.progress;
    await training.evaluator.evaluate('test', { step, epoch });
    cache.writeWeights(await training.weights());
  } else {
    await training.takeWeights(weights);
    const title = name === undefined ? 'the teacher' : `the teacher '${name}'`;
    const message = `${title} comes from the cache (key ${cache.key.slice(0, 8)})`;
    context.events.write({ type: 'notice', message });
  }
  return handleOf(context, training, cache, weights === undefined);
}

async function openLayers(
  context: Context,
  config: TeacherConfig,
  network: FileNetwork,
  { cache, name }: { readonly cache: TeacherCache; readonly name: string | undefined },
): Promise<TeacherHandle> {
  const adapter = adapterOf(context.data, config);
  const training = trainingOf({ ...context, data: adapter.data }, config, network, cache, name);
  await training.takeWeights(network.weights);
  const ask = async (images: Float32Array): Promise<Float32Array> => training.evaluator.answers(images);
  if (adapter.view === undefined && adapter.order === undefined) {
    return { ...handleOf(context, training, cache, false), ask };
  }
  return handleOfFile(context, adapter, cache, ask);
}

function openOnnx(
  context: Context,
  config: TeacherConfig,
  { forward }: Pick<OnnxNetwork, 'forward'>,
  cache: TeacherCache,
): TeacherHandle {
  const ask = async (images: Float32Array): Promise<Float32Array> =>
    (await forward.run({ images }))['logits'] ?? new Float32Array();
  return handleOfFile(context, adapterOf(context.data, config), cache, ask);
}

/** A teacher that is a file of answers, in its own order of classes; several files in turn, one for each epoch. */
function handleOfAnswers({ order }: TeacherAdapter, { sets }: AnswersNetwork, cache: TeacherCache): TeacherHandle {
  const ordered = sets.map((set) => ({
    train: inDataOrder(set.train, order),
    validation: inDataOrder(set.validation, order),
    test: inDataOrder(set.test, order),
  }));
  const [first] = ordered;
  const logits = ordered.map(({ train }) => train);
  return {
    ...{ cache, isNew: false },
    logitsOf: (split) => Promise.resolve(first?.[split] ?? new Float32Array()),
    inference:
      logits.length > 1 ? { kind: 'sets', logits } : { kind: 'cached', logits: logits[0] ?? new Float32Array() },
  };
}

/** A teacher that runs outside of the step, with its own view and order of classes. */
function handleOfFile(
  { data, pause }: Context,
  { data: seen, view, order }: TeacherAdapter,
  cache: TeacherCache,
  ask: Ask,
): TeacherHandle {
  const forward: Pick<CompiledProgram, 'run'> = {
    run: async ({ images }) => ({
      logits: await ask(images instanceof Float32Array ? images : new Float32Array()),
    }),
  };
  return {
    ...{ cache, isNew: false, ask },
    logitsOf: async (split) => inDataOrder(await logitsOf(forward, seen, seen[split], pause), order),
    inference: {
      kind: 'session',
      infer: async (batch) => inDataOrder(await ask(imagesFor(batch, data, view)), order),
    },
  };
}

function handleOf({ data }: Context, training: Training, cache: TeacherCache, isNew: boolean): TeacherHandle {
  return {
    cache,
    isNew,
    logitsOf: (split) => training.evaluator.logitsOf(data[split]),
    inference: { kind: 'graph', model: training.network.model },
  };
}

function trainingOf(
  context: Context,
  config: TeacherConfig,
  network: Network,
  cache: TeacherCache,
  name: string | undefined,
): Training {
  return new Training(context, {
    phase: 'teacher',
    teacher: name,
    network,
    train: config.train,
    seed: config.train.seed,
    examples: wholeSet(context.data),
    objective: labelsOnly,
    teachers: [],
    identity: cache.identity,
    folder: cache.checkpoints,
    makeParent: () => cache.make(),
  });
}
