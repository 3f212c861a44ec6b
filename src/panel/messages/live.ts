import * as z from 'zod/mini';
import { statusSchema } from './panel';
import { isAscending, readMessage, shortList, typed, type Message } from './schema';

/** Limits of a message: active runs, and points of a curve. */
export const maxLive = { runs: 64, points: 10_000 } as const;

const curveSchema = () =>
  z
    .object({
      label: z.string(),
      /** The newest value, formatted. */
      value: z.string(),
      x: typed<Float64Array>(Float64Array),
      y: typed<Float32Array>(Float32Array),
    })
    .check(
      z.refine(({ x, y }) => x.length === y.length && x.length <= maxLive.points, 'has not as many places as values'),
    );
/** A small curve, downsampled to its pixels; NaN is a gap. */
export type LiveCurve = Message<typeof curveSchema>;

const runSchema = () =>
  z.object({
    runId: z.string(),
    name: z.string(),
    status: statusSchema(),
    /** Status and progress, as text. */
    words: z.string(),
    /** Share of the training done, from 0 to 1. */
    progress: z.number(),
    curves: z.array(curveSchema()),
  });
/** Entry of the live view for one active run. All texts are shown as text, never as markup. */
export type LiveRun = Message<typeof runSchema>;

const toLiveSchema = () => z.object({ type: z.literal('live'), runs: shortList(runSchema(), maxLive.runs) });
/** Message from the extension to the live view: the active runs, those at work before those that wait, each newest first. */
export type ToLive = Message<typeof toLiveSchema>;

const fromLiveSchema = () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('ready') }),
    z.object({ type: z.literal('open'), runId: z.string() }),
  ]);
/** Message from the live view to the extension: the page is ready, or the person chose a run. */
export type FromLive = Message<typeof fromLiveSchema>;

/** Validates a message of the live view; undefined when it is invalid. */
export const readFromLive = (value: unknown): FromLive | undefined => readMessage(fromLiveSchema, value);

/** Validates a message for the live view; undefined when it is invalid, or when the x of a curve do not ascend. */
export function readToLive(value: unknown): ToLive | undefined {
  const message = readMessage(toLiveSchema, value);
  return message?.runs.every(({ curves }) => curves.every(({ x }) => isAscending(x))) === true ? message : undefined;
}
