import * as z from 'zod/mini';
import { axes, curveNames } from '../../curves';
import { maxPins, runIdSchema, statusSchema } from './panel';
import { column, count, isAscending, MessageError, parseMessage, readMessage, shortList, type Message } from './schema';
import { statuses } from '../../wording';

const curveNameSchema = () => z.enum(curveNames);

/** Zoomed window of the horizontal axis; absent without a zoom. */
const windowSchema = () => ({ from: z.exactOptional(z.number()), to: z.exactOptional(z.number()) });

const questionSchema = () =>
  z
    .object({
      kind: z.literal('show'),
      /** Sequence number of the question; the view ignores answers to older ones. */
      number: count(),
      axis: z.enum(axes),
      ...windowSchema(),
      /** Width of the widest plot in device pixels. */
      pixels: z.number().check(z.gte(1), z.lte(16_384)),
      /** Weight of the moving average, in [0, 1); 0 draws none. */
      smoothing: z.number().check(z.gte(0), z.lte(0.9999)),
      /** Whether outliers are left out of the range of the value axis and of the average. */
      setsAside: z.boolean(),
      pins: shortList(runIdSchema(), maxPins),
      /** The visible plots with their curves. */
      plots: shortList(z.object({ name: z.string(), curves: z.array(curveNameSchema()) }), 32),
    })
    .check(z.refine(({ from, to }) => from === to || (from ?? NaN) < (to ?? NaN), 'has an empty window'));
/** Question of the view of curves: the runs, the window and the plots to draw. */
export type CurveQuestion = Message<typeof questionSchema>;

const requestSchema = () => z.discriminatedUnion('kind', [questionSchema(), z.object({ kind: z.literal('list') })]);
export type CurveRequest = Message<typeof requestSchema>;

const thinnedCurveSchema = () =>
  z
    .object({
      curve: curveNameSchema(),
      x: column<Float64Array>(Float64Array),
      y: column<Float32Array>(Float32Array),
      smoothX: z.exactOptional(column<Float64Array>(Float64Array)),
      smoothY: z.exactOptional(column<Float32Array>(Float32Array)),
    })
    .check(
      z.refine(({ x, y }) => x.length === y.length, 'has not as many places as values'),
      z.refine(({ smoothX, smoothY }) => smoothX?.length === smoothY?.length, 'has a smooth curve of two lengths'),
    );
/** Points of one curve of one run, downsampled to the plot's pixels; NaN is a gap. */
export type ThinnedCurve = Message<typeof thinnedCurveSchema>;

const markSchema = () => z.object({ x: z.number(), kind: z.enum(['checkpoint', 'kept', 'resumed']) });
/** A moment of a run on the axis: a checkpoint, the one that was kept, or the step that a resumed run went on from. */
export type RunMark = Message<typeof markSchema>;

const grownSchema = () =>
  z.object({
    runId: z.string(),
    /** Count of steps in the log, and of those in the window. */
    rows: z.number(),
    rowsInside: z.number(),
    badLines: z.number(),
    thinnedCurves: z.array(thinnedCurveSchema()),
    marks: z.array(markSchema()),
    /** The newest value of each curve, where it is finite. */
    last: z.partialRecord(curveNameSchema(), z.number()),
  });
const pictureRunSchema = () =>
  z.extend(grownSchema(), {
    name: z.string(),
    /** Whether these are curves of the teacher, whose student has no step yet. */
    isTeacher: z.boolean(),
    /** 'gone' when the run folder has been deleted. */
    status: z.enum([...statuses, 'gone']),
  });
export type RunPicture = Message<typeof pictureRunSchema>;

const limitsSchema = () =>
  z.object({
    plot: z.string(),
    /** Absent without outliers to leave out: the message is JSON but for its columns, and JSON has no infinity. */
    low: z.exactOptional(z.number()),
    high: z.exactOptional(z.number()),
    outside: z.number(),
    /** Count of values that are NaN or infinite. */
    gaps: z.number(),
  });
/** The range of a plot's values without outliers, and the count of outliers. */
export type PlotLimits = Message<typeof limitsSchema>;

const referenceSchema = () =>
  z
    .object({
      kind: z.enum(['teacher', 'control']),
      label: z.string(),
      value: z.exactOptional(z.number()),
      x: z.exactOptional(column<Float64Array>(Float64Array)),
      y: z.exactOptional(column<Float32Array>(Float32Array)),
    })
    .check(z.refine(({ x, y }) => x?.length === y?.length, 'has not as many places as values'));
/** Accuracy beside that of the panel's run: a teacher's, one value, or the curve of the run without a teacher. */
export type CurveReference = Message<typeof referenceSchema>;

const pictureSchema = () =>
  z
    .object({
      kind: z.literal('picture'),
      number: z.number(),
      /** The window of the axis, with headroom at its end while a run is active. */
      from: z.number(),
      to: z.number(),
      /** The largest x of the runs. */
      last: z.number(),
      runs: z.array(pictureRunSchema()),
      limits: z.array(limitsSchema()),
      references: z.array(referenceSchema()),
    })
    .check(z.refine(({ from, to }) => from < to, 'has an empty window'));
/** Answer to a question: all runs, whole. */
export type Picture = Message<typeof pictureSchema>;

const growthSchema = () =>
  z.object({
    kind: z.literal('growth'),
    number: z.number(),
    last: z.number(),
    runs: z.array(grownSchema()),
  });
/** Later answer to the same question: points to append. */
export type CurveGrowth = Message<typeof growthSchema>;

const listedRunSchema = () =>
  z.object({
    runId: z.string(),
    name: z.string(),
    status: statusSchema(),
    /** Milliseconds since the epoch. */
    createdAt: z.number(),
  });
export type ListedRun = Message<typeof listedRunSchema>;

const answerSchema = () =>
  z.discriminatedUnion('kind', [
    pictureSchema(),
    growthSchema(),
    /** Runs that can be pinned. */
    z.object({ kind: z.literal('runs'), runs: z.array(listedRunSchema()) }),
  ]);
export type CurveAnswer = Message<typeof answerSchema>;

/** Validates a request of the view of curves; undefined when it is invalid. */
export const readCurveRequest = (value: unknown): CurveRequest | undefined => readMessage(requestSchema, value);

/** Validates an answer for the view of curves. Throws a MessageError, also when the x of a curve do not ascend. */
export function parseCurveAnswer(value: unknown): CurveAnswer {
  const answer = parseMessage(answerSchema, value, 'the answer');
  if (answer.kind === 'runs') return answer;
  for (const { label, x } of answer.kind === 'picture' ? answer.references : []) {
    if (x !== undefined && !isAscending(x)) throw new MessageError(`the places of '${label}' do not ascend`);
  }
  for (const { thinnedCurves } of answer.runs) {
    for (const { curve, x, smoothX } of thinnedCurves) {
      if (isAscending(x) && (smoothX === undefined || isAscending(smoothX))) continue;
      throw new MessageError(`the places of '${curve}' do not ascend`);
    }
  }
  return answer;
}
