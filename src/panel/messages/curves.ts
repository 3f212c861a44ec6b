import * as z from 'zod/mini';
import { axes, curveNames } from '../../curves';
import { maxPins, runIdSchema, statusSchema } from './panel';
import { column, count, isAscending, MessageError, parseMessage, readMessage, shortList, type Message } from './schema';
import { statuses } from '../../wording';

const curveNameSchema = z.enum(curveNames);

/** The window on the axis that a question is about; absent while everything is shown. */
const windowSchema = { from: z.exactOptional(z.number()), to: z.exactOptional(z.number()) };

const questionSchema = z
  .object({
    kind: z.literal('show'),
    /** Counts the questions: an answer names its own, and an older one is not looked at. */
    number: count(),
    axis: z.enum(axes),
    ...windowSchema,
    /** Columns of pixels of the widest plot. */
    pixels: z.number().check(z.gte(1), z.lte(16_384)),
    /** The weight of the average that is drawn over the curves; 0 is none. */
    smoothing: z.number().check(z.gte(0), z.lte(0.9999)),
    /** Whether outliers may lie outside the plots. */
    setsAside: z.boolean(),
    pins: shortList(runIdSchema, maxPins),
    /** The plots in sight with their curves. */
    plots: shortList(z.object({ name: z.string(), curves: z.array(curveNameSchema) }), 32),
  })
  .check(z.refine(({ from, to }) => from === to || (from ?? NaN) < (to ?? NaN), 'has an empty window'));
/** The part of the runs that the view of curves shows. */
export type CurveQuestion = Message<typeof questionSchema>;

const requestSchema = z.discriminatedUnion('kind', [questionSchema, z.object({ kind: z.literal('list') })]);
export type CurveRequest = Message<typeof requestSchema>;

const strandSchema = z
  .object({
    curve: curveNameSchema,
    x: column<Float64Array>(Float64Array),
    y: column<Float32Array>(Float32Array),
    smoothX: z.exactOptional(column<Float64Array>(Float64Array)),
    smoothY: z.exactOptional(column<Float32Array>(Float32Array)),
  })
  .check(
    z.refine(({ x, y }) => x.length === y.length, 'has not as many places as values'),
    z.refine(({ smoothX, smoothY }) => smoothX?.length === smoothY?.length, 'has a smooth curve of two lengths'),
  );
/** Points of one curve of one run, thinned to what can be seen; NaN is a gap. */
export type Strand = Message<typeof strandSchema>;

const markSchema = z.object({ x: z.number(), epoch: z.number(), isBest: z.boolean() });
/** A checkpoint on the axis. */
export type RunMark = Message<typeof markSchema>;

const grownSchema = z.object({
  runId: z.string(),
  /** Steps in the log, and how many of them lie in the window. */
  rows: z.number(),
  rowsInside: z.number(),
  badLines: z.number(),
  strands: z.array(strandSchema),
  marks: z.array(markSchema),
  /** The newest value of each curve, where it is finite. */
  last: z.partialRecord(curveNameSchema, z.number()),
});
const pictureRunSchema = z.extend(grownSchema, {
  name: z.string(),
  /** 'gone' when its folder is no longer there. */
  status: z.enum([...statuses, 'gone']),
});
export type RunPicture = Message<typeof pictureRunSchema>;

const limitsSchema = z.object({
  plot: z.string(),
  /** Absent when nothing is set aside: no infinity survives the way to a panel, except in a column. */
  low: z.exactOptional(z.number()),
  high: z.exactOptional(z.number()),
  outside: z.number(),
  /** Values that are NaN or infinite. */
  gaps: z.number(),
});
/** The range of a plot's values without its outliers, and the count of these. */
export type PlotLimits = Message<typeof limitsSchema>;

const pictureSchema = z
  .object({
    kind: z.literal('picture'),
    number: z.number(),
    /** The window that is shown; its end lies a little ahead while a run goes on. */
    from: z.number(),
    to: z.number(),
    /** The newest place on the axis. */
    last: z.number(),
    runs: z.array(pictureRunSchema),
    limits: z.array(limitsSchema),
  })
  .check(z.refine(({ from, to }) => from < to, 'has an empty window'));
/** The whole answer to a question. */
export type Picture = Message<typeof pictureSchema>;

const growthSchema = z.object({
  kind: z.literal('growth'),
  number: z.number(),
  last: z.number(),
  runs: z.array(grownSchema),
});
/** Points that came since, to be appended, of the same question. */
export type CurveGrowth = Message<typeof growthSchema>;

const listedRunSchema = z.object({
  runId: z.string(),
  name: z.string(),
  status: statusSchema,
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
});
export type ListedRun = Message<typeof listedRunSchema>;

const answerSchema = z.discriminatedUnion('kind', [
  pictureSchema,
  growthSchema,
  /** The runs that can be pinned. */
  z.object({ kind: z.literal('runs'), runs: z.array(listedRunSchema) }),
]);
export type CurveAnswer = Message<typeof answerSchema>;

/** A request of the view of curves; undefined when it is none. */
export const readCurveRequest = (value: unknown): CurveRequest | undefined => readMessage(requestSchema, value);

/** An answer for the view of curves. Throws a MessageError, also where the places of a curve do not ascend. */
export function parseCurveAnswer(value: unknown): CurveAnswer {
  const answer = parseMessage(answerSchema, value, 'the answer');
  if (answer.kind === 'runs') return answer;
  for (const { strands } of answer.runs) {
    for (const { curve, x, smoothX } of strands) {
      if (isAscending(x) && (smoothX === undefined || isAscending(smoothX))) continue;
      throw new MessageError(`the places of '${curve}' do not ascend`);
    }
  }
  return answer;
}
