import * as z from 'zod/mini';
import { statusSchema } from './panel';
import { isAscending, readMessage, shortList, typed, type Message } from './schema';

/** The page shows no more runs, nor more points of a curve. */
export const maxLive = { runs: 64, points: 10_000 } as const;

const curveSchema = z
  .object({
    label: z.string(),
    /** The newest value, in words. */
    value: z.string(),
    x: typed<Float64Array>(Float64Array),
    y: typed<Float32Array>(Float32Array),
  })
  .check(
    z.refine(({ x, y }) => x.length === y.length && x.length <= maxLive.points, 'has not as many places as values'),
  );
/** A small curve, thinned to what can be seen; NaN is a gap. */
export type LiveCurve = Message<typeof curveSchema>;

const runSchema = z.object({
  runId: z.string(),
  name: z.string(),
  status: statusSchema,
  /** Status and progress, in words. */
  words: z.string(),
  /** From 0 to 1. */
  progress: z.number(),
  curves: z.array(curveSchema),
});
/** An active run in small. All texts are shown as text. */
export type LiveRun = Message<typeof runSchema>;

const toLiveSchema = z.object({ type: z.literal('live'), runs: shortList(runSchema, maxLive.runs) });
/** From the extension to the view: all active runs, newest first. */
export type ToLive = Message<typeof toLiveSchema>;

const fromLiveSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('open'), runId: z.string() }),
]);
/** From the view to the extension: it has been built, or a run was pressed. */
export type FromLive = Message<typeof fromLiveSchema>;

/** A request of the view; undefined when it is none. */
export const readFromLive = (value: unknown): FromLive | undefined => readMessage(fromLiveSchema, value);

/** A message for the view; undefined when it is none, or when the places of a curve do not ascend. */
export function readToLive(value: unknown): ToLive | undefined {
  const message = readMessage(toLiveSchema, value);
  return message?.runs.every(({ curves }) => curves.every(({ x }) => isAscending(x))) === true ? message : undefined;
}
