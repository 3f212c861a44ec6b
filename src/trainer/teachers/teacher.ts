import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { ResolvedConfig } from '../../config';
import { gatherRows, wholeSet, type Batch } from '../../data';
import { lossSchema, temperatureSchema, type ObjectiveSettings } from '../../distillation';
import {
  aboutTeacher,
  readWeightsFile,
  recordTeacher,
  writeFileDurably,
  writeWeightsFile,
  type AboutTeacher,
} from '../../runs';
import type { Context } from '../context/context';
import { evaluate, logitsOf } from '../evaluation';
import { TrainingFailure } from '../context/failure';
import { readLogits, writeLogits, type Logits } from './logits-cache';
import type { FileNetwork, Network, OnnxNetwork } from '../networks/network';
import { Training } from '../training/training';
import type { TeacherSource } from '../training/training-options';

type TeacherConfig = NonNullable<ResolvedConfig['teacher']>;

/** A network that a student learns from. */
export interface Teacher {
  /** What it says of the unchanged data. */
  readonly logits: Logits;
  /** How it teaches in batches of this many images; it is asked anew of images that are changed by chance. */
  teach(batchSize: number, isAugmented: boolean): TeacherSource;
}

interface Header {
  readonly key: string;
}

/** A teacher learns from labels alone. */
const fromLabels: ObjectiveSettings = {
  loss: lossSchema.parse({ kind: 'kl', hard: 1 }),
  temperature: temperatureSchema.parse({ strategy: 'constant' }),
  teachers: [],
  combine: 'losses',
};

/** Changed whenever training would give another teacher from the same config. */
const recipeVersion = 2;

/** A teacher that can be asked. */
interface TeacherHandle {
  /** What it is kept under. */
  readonly key: string;
  /** Whether nothing had to be trained. */
  readonly isThere: boolean;
  logitsOf(split: 'train' | 'validation' | 'test'): Promise<Float32Array>;
  /** How it is asked of images that it has not seen. */
  readonly asked: TeacherSource;
}

/**
 * The teacher that an opened network is: as it stands where it comes from a file, from the cache when its content hash is
 * known there, else trained first. One of several has a name. Throws a TrainingFailure when it gives no finite logits.
 */
export async function obtainTeacher(
  context: Context,
  config: TeacherConfig,
  network: Network | OnnxNetwork,
  name?: string,
): Promise<Teacher> {
  const answering = await answeringOf(context, config, network, name);
  const folder = folderOf(context, answering.key);
  await recordTeacher(context.runFolder, { name: name ?? 'teacher', sha256: answering.key });
  const logits = await obtainLogits(context, answering, folder, config);
  if (answering.isThere) announce(context, logits, name);
  return {
    logits,
    teach: (batchSize, isAugmented) => {
      if (isAugmented) return answering.asked;
      const rowsOf = ({ indices }: Batch): Float32Array =>
        gatherRows(logits.train, context.data.classes, indices, batchSize);
      return { answer: (batch) => Promise.resolve(rowsOf(batch)) };
    },
  };
}

function folderOf({ manifest }: Context, key: string): string {
  return path.join(manifest.cacheFolder, 'teachers', key);
}

function keyOf(...parts: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([recipeVersion, ...parts]))
    .digest('hex');
}

async function answeringOf(
  context: Context,
  config: TeacherConfig,
  network: Network | OnnxNetwork,
  name: string | undefined,
): Promise<TeacherHandle> {
  switch (network.kind) {
    case 'described':
      return trained(context, config, network, name);
    case 'layers':
      return fromLayers(context, config, network, name);
    case 'onnx':
      return fromOnnx(context, network);
  }
}

function trainingOf(
  context: Context,
  config: TeacherConfig,
  network: Network,
  key: string,
  name: string | undefined,
): Training {
  return new Training(context, {
    phase: 'teacher',
    teacher: name,
    network,
    train: config.train,
    seed: config.train.seed,
    examples: wholeSet(context.data),
    objective: fromLabels,
    taught: [],
    identity: key,
    folder: path.join(folderOf(context, key), 'checkpoints'),
    makeParent: () => void mkdirSync(folderOf(context, key), { recursive: true }),
  });
}

async function trained(
  context: Context,
  config: TeacherConfig,
  network: Network,
  name: string | undefined,
): Promise<TeacherHandle> {
  const key = keyOf(config, context.data.hash);
  const training = trainingOf(context, config, network, key, name);
  const isThere = await obtainWeights(context, training, folderOf(context, key), key, name);
  return asked(context, training, key, isThere);
}

async function fromLayers(
  context: Context,
  config: TeacherConfig,
  network: FileNetwork,
  name: string | undefined,
): Promise<TeacherHandle> {
  const key = keyOf('layers', network.sha256, context.data.hash);
  const training = trainingOf(context, config, network, key, name);
  await training.takeWeights(network.weights);
  return asked(context, training, key, true);
}

function asked({ data }: Context, training: Training, key: string, isThere: boolean): TeacherHandle {
  return {
    key,
    isThere,
    logitsOf: (split) => training.logitsOf(data[split]),
    asked: { model: training.model },
  };
}

function fromOnnx({ data, pause }: Context, { sha256, forward }: OnnxNetwork): TeacherHandle {
  return {
    key: keyOf('onnx', sha256, data.hash),
    isThere: true,
    logitsOf: (split) => logitsOf(forward, data, data[split], pause),
    asked: { answer: async ({ images }) => (await forward.run({ images }))['logits'] ?? new Float32Array() },
  };
}

/** Puts the teacher's weights in place; gives whether they were kept from an earlier run. */
async function obtainWeights(
  context: Context,
  training: Training,
  folder: string,
  key: string,
  name: string | undefined,
): Promise<boolean> {
  const file = path.join(folder, 'teacher.weights');
  const kept = tryCache(context, () => readWeightsFile<Header>(file));
  if (kept?.header.key === key) {
    await training.takeWeights(kept.arrays);
    context.events.write({
      type: 'notice',
      message: `the teacher${name === undefined ? '' : ` '${name}'`} comes from the cache (${key.slice(0, 8)})`,
    });
    return true;
  }
  await training.run();
  await training.evaluate('test', training.progress.bestEpoch);
  mkdirSync(folder, { recursive: true });
  writeWeightsFile<Header>(file, { header: { key }, arrays: await training.weights() });
  rmSync(path.join(folder, 'checkpoints'), { recursive: true, force: true });
  return false;
}

/** Says of a teacher that was there what a new one says at the end of its training. */
function announce({ data, events }: Context, logits: Logits, name: string | undefined): void {
  for (const split of ['validation', 'test'] as const) {
    const result = evaluate(logits[split], data[split], data.classes);
    const origin = { phase: 'teacher' as const, ...(name === undefined ? {} : { teacher: name }) };
    events.write({ type: 'evaluation', ...origin, split, step: 0, epoch: 0, ...result });
  }
}

/** The logits over all splits, computed once. */
async function obtainLogits(
  context: Context,
  answering: TeacherHandle,
  folder: string,
  source: TeacherConfig,
): Promise<Logits> {
  const { data } = context;
  const kept = tryCache(context, () => readLogits(folder, data));
  if (kept !== undefined) return kept;
  const logits = {
    train: await answering.logitsOf('train'),
    validation: await answering.logitsOf('validation'),
    test: await answering.logitsOf('test'),
  };
  for (const split of ['train', 'validation', 'test'] as const)
    refuseNonFinite(logits[split], split, data.classes, source);
  writeLogits(folder, logits, data);
  const about: AboutTeacher = { source, data: context.manifest.config.data };
  writeFileDurably(path.join(folder, aboutTeacher), `${JSON.stringify(about, null, 2)}\n`);
  return logits;
}

/** One such logit would make the student's loss NaN at a step that says nothing of the teacher. */
function refuseNonFinite(logits: Float32Array, split: keyof Logits, classes: number, { model }: TeacherConfig): void {
  const place = logits.findIndex((value) => !Number.isFinite(value));
  if (place < 0) return;
  const who =
    model.preset === 'file' ? model.path : model.preset === 'run' ? `the student of ${model.run}` : 'the teacher';
  const where = `${split} example ${Math.floor(place / classes)}`;
  const hint = 'its weights are damaged, its training diverged or it needs other inputs: take another teacher';
  throw new TrainingFailure(`${who} gives the logit ${logits[place]} for ${where}`, hint, { where });
}

/** What is damaged in the cache is made again, with a notice. */
function tryCache<Value>({ events }: Context, read: () => Value | undefined): Value | undefined {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    events.write({ type: 'notice', message: `the cached teacher is made again: ${reason}` });
    return undefined;
  }
}
