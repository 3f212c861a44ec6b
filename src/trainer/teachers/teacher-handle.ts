import type { ResolvedConfig } from '../../config';
import { wholeSet } from '../../data';
import { lossSchema, temperatureSchema, type ObjectiveSettings } from '../../distillation';
import type { Context } from '../context/context';
import { logitsOf } from '../evaluation';
import type { FileNetwork, Network, OnnxNetwork } from '../networks/network';
import type { TeacherSource } from '../step/teacher-source';
import { Training } from '../training/training';
import { readCached, TeacherCache } from './teacher-cache';

export type TeacherConfig = NonNullable<ResolvedConfig['teacher']>;

/** A teacher that is ready for inference. */
export interface TeacherHandle {
  readonly cache: TeacherCache;
  /** It was trained just now. */
  readonly isNew: boolean;
  /** Logits of every example of a split, [count, classes]. */
  readonly logitsOf: (split: 'train' | 'validation' | 'test') => Promise<Float32Array>;
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
  network: Network | OnnxNetwork,
  { cache, name }: { readonly cache: TeacherCache; readonly name: string | undefined },
): Promise<TeacherHandle> {
  switch (network.kind) {
    case 'described':
      return openDescribed(context, trainingOf(context, config, network, cache, name), cache, name);
    case 'layers':
      return openLayers(context, trainingOf(context, config, network, cache, name), cache, network);
    case 'onnx':
      return openOnnx(context, network, cache);
  }
}

/** The cache entry of the teacher that a network is. */
export function cacheOf(context: Context, config: TeacherConfig, network: Network | OnnxNetwork): TeacherCache {
  const { hash } = context.data;
  if (network.kind === 'described') return new TeacherCache(context, config, hash);
  const conversion = network.conversion === 'logits' ? [] : [network.conversion];
  return new TeacherCache(context, network.kind, network.sha256, ...conversion, hash);
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
  training: Training,
  cache: TeacherCache,
  network: FileNetwork,
): Promise<TeacherHandle> {
  await training.takeWeights(network.weights);
  return handleOf(context, training, cache, false);
}

function openOnnx(context: Context, { forward }: OnnxNetwork, cache: TeacherCache): TeacherHandle {
  const { data, pause } = context;
  return {
    cache,
    isNew: false,
    logitsOf: (split) => logitsOf(forward, data, data[split], pause),
    inference: {
      kind: 'session',
      infer: async (images) => (await forward.run({ images }))['logits'] ?? new Float32Array(),
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
