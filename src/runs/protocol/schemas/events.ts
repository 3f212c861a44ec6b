import * as z from 'zod/mini';
import { defaulted, fields, list, measured, optional, text } from '../fields';
import { evaluationSchema } from './evaluation-event';
import { changesField, inputsSchema } from './inputs';
import { networkCost } from './network-cost';
import { preflightSchema } from './preflight';
import { productSchema } from '../product';
import { stepSchema } from './step-event';
import { sweepSchema } from './sweep';
import { epoch, phase, step, teacher } from './training-fields';
import { stamps } from '../stamps';
import { stoppedEarlySchema } from '../stopped-early';

const engineFields = {
  engine: defaulted(text('What executes the steps, such as onnx, tensorflow, wasm or torch'), 'unknown engine'),
  engineVersion: defaulted(text('Version of the engine'), ''),
  threads: measured('Threads of the engine'),
};

export const startedSchema = fields(
  {
    type: z.literal('started'),
    ...stamps,
    ...engineFields,
    rejected: optional(
      list(
        fields({ name: text('Name of the engine'), reason: text('Why it was not taken') }),
        'Faster engines that were not taken',
      ),
    ),
    steps: measured('Steps that the student will take in the whole run; 0 where that is not known'),
    epochs: measured('Epochs that the student will be trained for; 0 where that is not known'),
    host: optional(text('Name of the machine')),
    interpreter: optional(
      fields(
        { name: text('Name, such as node or python'), version: text('Version') },
        'The program that executes the trainer',
      ),
    ),
    node: optional(text('Version of Node.js; newer runs have `interpreter` in its place')),
    product: optional(productSchema),
  },
  'An attempt begins to train. Its facts are those of this attempt: a later one may run on another machine or engine',
);

export const interpreterSchema = fields(
  {
    type: z.literal('interpreter'),
    ...stamps,
    version: text('Version of Python'),
    path: text('Absolute path of the executable'),
    origin: text('Why it was chosen: who named it, such as `the setting distillery.pythonPath`'),
    torch: optional(text('Version of PyTorch; absent where it has none')),
    otherModule: optional(text('A module of the user’s own named `distillery`, in whose place ours is imported')),
  },
  'The Python that an attempt is started with. Its starter writes it, before the program begins',
);

export const teacherSchema = fields(
  {
    type: z.literal('teacher'),
    ...stamps,
    name: text('Name of the teacher; `teacher` where there is only one'),
    key: text(
      'Key of the teacher in the cache: SHA-256 of its model and data, or of its settings and data where it was trained, as 64 hexadecimal digits',
    ),
    ...networkCost,
  },
  'A teacher is ready to teach',
);

export const checkpointSchema = fields(
  {
    type: z.literal('checkpoint'),
    ...stamps,
    step,
    epoch,
    file: optional(text('Path of the checkpoint in the run folder, with forward slashes')),
    best: defaulted(
      z.boolean().check(z.describe('Whether these are the best weights so far; else those to resume from')),
      false,
    ),
  },
  'A checkpoint has reached the disk',
);

export const guardsSchema = fields(
  {
    type: z.literal('guards'),
    ...stamps,
    phase,
    teacher,
    step,
    epoch,
    samples: measured('Training examples that the steps so far have used, each as often as it was used'),
    guards: list(
      fields({
        name: text('Name of the guard in words, such as `the limits of the temperature ...`'),
        samples: measured('Those of the samples on which it acted'),
      }),
      'Guards that have acted',
    ),
  },
  'Samples so far whose numbers were changed by a limit, a clamp or a floor, so that they do not follow the formula. Written at the end of an epoch',
);

export const noticeSchema = fields(
  { type: z.literal('notice'), ...stamps, message: text('A sentence') },
  'A sentence for the person who runs it',
);

export const preparationSchema = fields(
  {
    type: z.literal('preparation'),
    ...stamps,
    done: measured('Examples that are ready'),
    total: measured('Examples in all'),
    secondsLeft: optional(measured('Estimate of the time that is left, in seconds')),
  },
  'Examples are decoded before the training; written twice a second at most',
);

export const finishedSchema = fields(
  {
    type: z.literal('finished'),
    ...stamps,
    step,
    bestEpoch: measured('Epoch of the weights that were kept'),
    accuracy: measured("The student's accuracy on the test split, 0 to 1; NaN where it was not evaluated there"),
    errors: measured("The student's errors on the test split; NaN where it was not evaluated there"),
    teacherErrors: optional(measured("The teacher's errors on the test split")),
    seconds: measured("Time of the student's training, in seconds"),
    stoppedEarly: optional(z.readonly(stoppedEarlySchema)),
    ...networkCost,
  },
  'The run has its result',
);

export const stoppedSchema = fields(
  { type: z.literal('stopped'), ...stamps, step, epoch },
  'The run ended on request, after a checkpoint; it can be resumed',
);

export const failedSchema = fields(
  {
    type: z.literal('failed'),
    ...stamps,
    message: text('What went wrong'),
    hint: optional(text('What to do about it')),
    where: optional(text('Location of the failure, such as an example of a split')),
    teacher: optional(
      text(
        'Name of the teacher that could not be had; `teacher` where there is only one. A run with the same one fails too',
      ),
    ),
    changes: changesField,
  },
  'The run ended by an error',
);

/** All kinds of events, by their `type`. */
export const eventSchemas = {
  started: startedSchema,
  interpreter: interpreterSchema,
  inputs: inputsSchema,
  teacher: teacherSchema,
  preflight: preflightSchema,
  step: stepSchema,
  evaluation: evaluationSchema,
  checkpoint: checkpointSchema,
  guards: guardsSchema,
  notice: noticeSchema,
  preparation: preparationSchema,
  sweep: sweepSchema,
  finished: finishedSchema,
  stopped: stoppedSchema,
  failed: failedSchema,
} as const;

/** A line of `events.jsonl`. Readers keep and ignore unknown types and fields. */
export type RunEvent = { [Type in keyof typeof eventSchemas]: EventOf<Type> }[keyof typeof eventSchemas];
type EventOf<Type extends keyof typeof eventSchemas> = Readonly<z.infer<(typeof eventSchemas)[Type]>>;

export type StartedEvent = EventOf<'started'>;
export type InterpreterEvent = EventOf<'interpreter'>;
export type InputsEvent = EventOf<'inputs'>;
export type TeacherEvent = EventOf<'teacher'>;
export type PreflightEvent = EventOf<'preflight'>;
export type StepEvent = EventOf<'step'>;
export type EvaluationEvent = EventOf<'evaluation'>;
export type CheckpointEvent = EventOf<'checkpoint'>;
export type GuardsEvent = EventOf<'guards'>;
export type NoticeEvent = EventOf<'notice'>;
export type PreparationEvent = EventOf<'preparation'>;
export type SweepEvent = EventOf<'sweep'>;
export type FinishedEvent = EventOf<'finished'>;
export type StoppedEvent = EventOf<'stopped'>;
export type FailedEvent = EventOf<'failed'>;

type Unstamped<Event> = Event extends RunEvent ? Omit<Event, keyof typeof stamps> : never;
/** An event before the log has numbered it. */
export type NewEvent = Unstamped<RunEvent>;

export type RunStatus = 'queued' | 'running' | 'stopping' | 'stopped' | 'finished' | 'failed' | 'lost' | 'broken';
