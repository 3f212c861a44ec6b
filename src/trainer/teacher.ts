import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { ResolvedConfig } from '../config';
import { lossSchema, temperatureSchema, type ObjectiveSettings } from '../distillation';
import { gatherRows, wholeSet, type Batch } from '../data';
import type { Context } from './context';
import { evaluate } from './evaluation';
import { readLogits, writeLogits, type Logits } from './logits-cache';
import { Training } from './training';
import { aboutTeacher, writeFileDurably, type AboutTeacher } from '../runs';
import { readWeightsFile, writeWeightsFile } from './weights-file';

type TeacherConfig = NonNullable<ResolvedConfig['teacher']>;

/** A trained teacher. */
export interface Teacher {
  /** What it says of the unchanged data. */
  readonly logits: Logits;
  /** Gives its logits for batches of this many images; computes them anew when the images are changed by chance. */
  answerFor(batchSize: number, isAugmented: boolean): Promise<(batch: Batch) => Promise<Float32Array>>;
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

/** The teacher: from the cache when its content hash is known there, else by training it first. One of several has a name. */
export async function obtainTeacher(context: Context, config: TeacherConfig, name?: string): Promise<Teacher> {
  const key = createHash('sha256')
    .update(JSON.stringify([recipeVersion, config, context.data.hash]))
    .digest('hex');
  const folder = path.join(context.manifest.cacheFolder, 'teachers', key);
  const training = new Training(context, {
    phase: 'teacher',
    teacher: name,
    architecture: config.model,
    train: config.train,
    seed: config.train.seed,
    examples: wholeSet(context.data),
    objective: fromLabels,
    answers: [],
    identity: key,
    folder: path.join(folder, 'checkpoints'),
  });
  const isKept = await obtainWeights(context, training, folder, key, name);
  const logits = await obtainLogits(context, training, folder, config);
  if (isKept) announce(context, logits, name);
  return {
    logits,
    answerFor: async (batchSize, isAugmented) => {
      const { classes } = context.data;
      if (!isAugmented) return ({ indices }) => Promise.resolve(gatherRows(logits.train, classes, indices, batchSize));
      const forward = await training.compileForward(batchSize);
      return async ({ images }) => (await forward.run({ images }))['logits'] ?? new Float32Array();
    },
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

/** Says of a kept teacher what a new one says at the end of its training. */
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
  training: Training,
  folder: string,
  source: TeacherConfig,
): Promise<Logits> {
  const { data } = context;
  const kept = tryCache(context, () => readLogits(folder, data));
  if (kept !== undefined) return kept;
  const logits = {
    train: await training.logitsOf(data.train),
    validation: await training.logitsOf(data.validation),
    test: await training.logitsOf(data.test),
  };
  writeLogits(folder, logits, data);
  const about: AboutTeacher = { source, data: context.manifest.config.data };
  writeFileDurably(path.join(folder, aboutTeacher), `${JSON.stringify(about, null, 2)}\n`);
  return logits;
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
