import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { ResolvedConfig } from '../config';
import { Generator } from '../data';
import { buildModel, buildOptimizer, type Model } from '../models';
import type { Context } from './context';
import { evaluate, evaluationBatch, logitsOf } from './evaluate';
import { fit } from './fit';
import { forwardProgram, readAll, trainProgram, writeAll } from './program';
import { readWeightsFile, writeWeightsFile, type WeightsFile } from './weights-file';

type TeacherConfig = NonNullable<ResolvedConfig['teacher']>;

/** A trained teacher's logits, each [count, classes]. */
export interface Teacher {
  readonly train: Float32Array;
  readonly validation: Float32Array;
  readonly test: Float32Array;
}

interface Header {
  readonly key: string;
}

/** Changed whenever training would give another teacher from the same config. */
const recipeVersion = 1;

/** The teacher's logits: from the cache when its content hash is known there, else by training it first. */
export async function obtainTeacher(context: Context, config: TeacherConfig): Promise<Teacher> {
  const key = createHash('sha256')
    .update(JSON.stringify([recipeVersion, config, context.data.hash]))
    .digest('hex');
  const folder = path.join(context.manifest.cacheFolder, 'teachers');
  const file = path.join(folder, `${key}.weights`);
  const cached = readCached(context, file, key);
  if (cached !== undefined) return cached;
  mkdirSync(folder, { recursive: true });
  const { logits, weights } = await trainTeacher(context, config);
  const arrays = [logits.train, logits.validation, logits.test, ...weights];
  writeWeightsFile<Header>(file, { header: { key }, arrays });
  return logits;
}

function readCached(context: Context, file: string, key: string): Teacher | undefined {
  let cached: WeightsFile<Header> | undefined;
  try {
    cached = readWeightsFile<Header>(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    context.events.write({ type: 'notice', message: `the cached teacher is trained again: ${reason}` });
    return undefined;
  }
  const [train, validation, test] = cached?.arrays ?? [];
  if (cached?.header.key !== key || train === undefined || validation === undefined || test === undefined)
    return undefined;
  context.events.write({ type: 'notice', message: `the teacher comes from the cache (${key.slice(0, 8)})` });
  return { train, validation, test };
}

async function trainTeacher(
  context: Context,
  config: TeacherConfig,
): Promise<{ logits: Teacher; weights: Float32Array[] }> {
  const { data, engine, events } = context;
  const model = buildTeacher(context, config);
  const optimizer = buildOptimizer(config.train.optimizer.name, model.variables, engine, 'teacher/optimizer');
  const sizes = { batchSize: config.train.batchSize, features: data.features, classes: data.classes };
  const step = await engine.compile(trainProgram('the teacher’s step', model, optimizer, sizes, false));
  const forwardSizes = { ...sizes, batchSize: evaluationBatch };
  const forward = await engine.compile(forwardProgram('the teacher’s evaluation', model, forwardSizes));
  let best: { accuracy: number; weights: Float32Array[] } | undefined;
  await fit({
    step,
    optimizer,
    data,
    train: config.train,
    seed: config.train.seed,
    hardWeight: 1,
    firstStep: 0,
    shouldStop: () => context.shouldStop(),
    onStep: (result) => events.write({ type: 'step', phase: 'teacher', ...result }),
    onEpoch: async (epoch, at) => {
      const result = evaluate(await logitsOf(forward, data, data.validation), data.validation, data.classes);
      events.write({ type: 'evaluation', phase: 'teacher', split: 'validation', step: at, epoch, ...result });
      if (best === undefined || result.accuracy > best.accuracy) {
        best = { accuracy: result.accuracy, weights: await readAll(engine, model.variables) };
      }
    },
  });
  const weights = best?.weights ?? [];
  await writeAll(engine, model.variables, weights);
  const logits = {
    train: await logitsOf(forward, data, data.train),
    validation: await logitsOf(forward, data, data.validation),
    test: await logitsOf(forward, data, data.test),
  };
  return { logits, weights };
}

function buildTeacher({ data, engine }: Context, config: TeacherConfig): Model {
  const generator = new Generator(config.train.seed, 1);
  return buildModel(config.model, {
    inputs: data.features,
    classes: data.classes,
    engine,
    prefix: 'teacher',
    nextNormal: () => generator.nextNormal(),
  });
}
