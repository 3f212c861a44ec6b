import * as z from 'zod/mini';
import { column, count, parseMessage, readMessage, shortList, type Message } from './schema';

const splitSchema = () => z.enum(['validation', 'test']);
export type SplitName = Message<typeof splitSchema>;

const selectionSchema = () => z.object({ kind: z.enum(['sample', 'class']), index: count() });
/** Selected examples: one, or all of a class. */
export type Selection = Message<typeof selectionSchema>;

/** Limit of the pictures in one message. */
export const maxPictures = 100;

/** Evaluation by its key in the overview, and teacher by its index there. */
const addressSchema = () => ({ evaluation: z.string(), teacher: count() });

const requestSchema = () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('overview') }),
    /** Request of the predicted classes of student and teacher for every example. */
    z.object({ type: z.literal('samples'), ...addressSchema() }),
    z.object({ type: z.literal('rows'), ...addressSchema(), selection: selectionSchema() }),
    z.object({ type: z.literal('pictures'), split: splitSchema(), samples: shortList(count(), maxPictures) }),
  ]);
export type TargetsRequest = Message<typeof requestSchema>;

const evaluationSchema = () =>
  z.object({
    key: z.string(),
    checkpoint: z.enum(['best', 'last']),
    split: splitSchema(),
    step: count(),
    epoch: z.number(),
    count: count(),
  });
/** A checkpoint of the student on a split. */
export type EvaluationChoice = Message<typeof evaluationSchema>;

const overviewSchema = () =>
  z.object({
    type: z.literal('overview'),
    classNames: z.array(z.string()),
    evaluations: z.array(evaluationSchema()),
    /** Names of the teachers; the first is the mean of all of several. Empty for a run without a teacher. */
    teachers: z.array(z.string()),
    /** T at the run's last step; 1 for a run without a temperature. */
    temperature: z.number().check(z.refine((value) => value > 0, 'is not above 0')),
  });
export type Overview = Message<typeof overviewSchema>;

const samplesSchema = () =>
  z
    .object({
      type: z.literal('samples'),
      ...addressSchema(),
      labels: column<Int32Array>(Int32Array),
      studentChoices: column<Int32Array>(Int32Array),
      teacherChoices: column<Int32Array>(Int32Array),
      /** The student's cross-entropy with the label, in nats. */
      loss: column<Float32Array>(Float32Array),
      /** KL(teacher ‖ student) at T = 1, in nats. */
      divergence: column<Float32Array>(Float32Array),
    })
    .check(
      z.refine(({ labels, studentChoices, teacherChoices, loss, divergence }) => {
        const areWhole = studentChoices.length === labels.length && loss.length === labels.length;
        const hasTeacher = divergence.length === labels.length || divergence.length === 0;
        return areWhole && hasTeacher && divergence.length === teacherChoices.length;
      }, 'has columns that are not equally long'),
    );
/** Columns with a value for each example; the teacher's are empty for a run without one. */
export type Samples = Message<typeof samplesSchema>;

const rowsSchema = () =>
  z
    .object({
      type: z.literal('rows'),
      ...addressSchema(),
      selection: selectionSchema(),
      rows: count(),
      /** Count of examples in the whole selection. */
      total: count(),
      student: column<Float32Array>(Float32Array),
      /** Empty for a run without a teacher. */
      teacherLogits: column<Float32Array>(Float32Array),
    })
    .check(
      z.refine(({ rows, student }) => rows === 0 || student.length % rows === 0, 'has logits that are no whole rows'),
      z.refine(
        ({ student, teacherLogits }) => teacherLogits.length === 0 || teacherLogits.length === student.length,
        'has a teacher of other classes',
      ),
    );
/** Logits [rows, classes] of a selection, sampled at even distances when it is large. */
export type Rows = Message<typeof rowsSchema>;

const picturesSchema = () =>
  z
    .object({
      type: z.literal('pictures'),
      split: splitSchema(),
      samples: shortList(count(), maxPictures),
      height: count(),
      width: count(),
      channels: count(),
      pixels: column<Uint8Array>(Uint8Array),
    })
    .check(
      z.refine(
        ({ samples, height, width, channels, pixels }) => pixels.length === samples.length * height * width * channels,
        'has pixels that do not fit its pictures',
      ),
    );
/** Pixels [samples, height, width, channels]; empty when the run stores no pictures. */
export type Pictures = Message<typeof picturesSchema>;

const answerSchema = () =>
  z.discriminatedUnion('type', [
    overviewSchema(),
    samplesSchema(),
    rowsSchema(),
    picturesSchema(),
    /** Reason why the soft targets cannot be shown; the other views still work. */
    z.object({ type: z.literal('problem'), message: z.string() }),
  ]);
export type TargetsAnswer = Message<typeof answerSchema>;

/** Validates a request of the view of soft targets; undefined when it is invalid. */
export const readTargetsRequest = (value: unknown): TargetsRequest | undefined => readMessage(requestSchema, value);

/** Validates an answer for the view of soft targets. Throws a MessageError. */
export const parseTargetsAnswer = (value: unknown): TargetsAnswer => parseMessage(answerSchema, value, 'the answer');

/** Validates a selection; undefined when it is invalid. */
export const readSelection = (value: unknown): Selection | undefined => readMessage(selectionSchema, value);
