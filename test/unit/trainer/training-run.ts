import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema, isDescribed, type StudentModel } from '../../../src/config';
import { Generator, transferSet, type DataSet, type Split } from '../../../src/data';
import { createEngine } from '../../../src/engine';
import type { Architecture } from '../../../src/models/architecture';
import { type NewEvent, type RunEvent, type RunManifest } from '../../../src/runs';
import { StopRequested } from '../../../src/trainer/context/failure';
import { trainStudent } from '../../../src/trainer/student';
import type { Teacher } from '../../../src/trainer/teachers/teacher';
import { classes, data as synthetic } from './synthetic';
import { recordInto } from './recorded-events';

/** A teacher that knows the classes well, but not always. */
export function teacher(seed: number): Teacher {
  const generator = new Generator(seed);
  const answers = ({ labels }: Split): Float32Array =>
    Float32Array.from({ length: labels.length * classes }, (_, index) => {
      const isRight = labels[Math.floor(index / classes)] === index % classes;
      return (isRight ? 3 : 0) + 1.5 * generator.nextNormal();
    });
  const { train, validation, test } = synthetic;
  const logits = { train: answers(train), validation: answers(validation), test: answers(test) };
  return {
    logits,
    source: () => ({ kind: 'cached', logits: logits.train }),
  };
}

/** A teacher that takes each class for the next one. */
export function rotated(): Teacher {
  const answers = ({ labels }: Split): Float32Array =>
    Float32Array.from({ length: labels.length * classes }, (_, index) =>
      ((labels[Math.floor(index / classes)] ?? 0) + 1) % classes === index % classes ? 12 : 0,
    );
  const { train, validation, test } = synthetic;
  const logits = { train: answers(train), validation: answers(validation), test: answers(test) };
  return { logits, source: () => ({ kind: 'cached', logits: logits.train }) };
}

function describedModel(model: StudentModel): Architecture {
  assert.ok(isDescribed(model));
  return model;
}

export type StepEvent = Extract<RunEvent, { type: 'step' }>;
export type NewFinished = Extract<NewEvent, { type: 'finished' }>;
export type NewGuards = Extract<NewEvent, { type: 'guards' }>;

export interface RunOptions {
  readonly engine?: 'onnx' | 'wasm';
  readonly teachers?: readonly Teacher[];
  readonly data?: DataSet;
}

/** Trains a student of a config and gives what it said of its steps, and its weights. */
export async function run(
  written: object,
  stopAfter = Infinity,
  folder?: string,
  { engine: preferred = 'onnx', teachers, data = synthetic }: RunOptions = {},
): Promise<{
  steps: StepEvent[];
  weights: Buffer;
  guards: NewGuards[];
  notices: string[];
  finished: NewFinished | undefined;
}> {
  const runFolder = folder ?? mkdtempSync(path.join(tmpdir(), 'distillery-strategies-'));
  const config = configSchema.parse({
    ...{ name: 'a', data: { set: 'mnist' }, student: { model: { preset: 'mlp', hidden: [12] } } },
    train: { epochs: 3, batchSize: 32, optimizer: { name: 'adam', learningRate: 0.01 } },
    teacher: { model: { preset: 'mlp', hidden: [40] } },
    ...written,
  });
  const { engine } = await createEngine({ preferred, threads: 1 });
  const events: NewEvent[] = [];
  const manifest = { id: 'run', config } as RunManifest;
  writeFileSync(path.join(runFolder, 'run.json'), '{}');
  try {
    await trainStudent(
      {
        ...{ runFolder, manifest, data, engine, rejected: [], attempt: 1 },
        transfer: transferSet(data, config.transfer),
        events: recordInto(events),
        pause: () =>
          events.filter(({ type }) => type === 'step').length >= stopAfter
            ? Promise.reject(new StopRequested())
            : Promise.resolve(),
      },
      teachers ?? (config.teachers ?? [config.teacher]).map((_, index) => teacher(20 + index)),
      { kind: 'described', architecture: describedModel(config.student.model) },
    );
    const weights = readFileSync(path.join(runFolder, 'checkpoints', 'last.weights'));
    return {
      steps: events.filter((event) => event.type === 'step') as StepEvent[],
      weights,
      guards: events.filter((event) => event.type === 'guards'),
      finished: events.find((event) => event.type === 'finished'),
      notices: events.flatMap((event) => (event.type === 'notice' ? [event.message] : [])),
    };
  } finally {
    await engine.dispose();
    if (folder === undefined) rmSync(runFolder, { recursive: true });
  }
}
