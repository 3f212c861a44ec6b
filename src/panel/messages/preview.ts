import * as z from 'zod/mini';
import { readMessage, shortList, type Message } from './schema';

/** A page draws no more than this. */
const limits = { charts: 300, places: 2000, teachers: 300, rows: 100 } as const;

const curveSchema = z.object({
  label: z.string(),
  /** One for each place of the chart; null is a gap. */
  values: shortList(z.nullable(z.number()), limits.places),
});
export type PreviewCurve = Message<typeof curveSchema>;

const chartSchema = z
  .object({
    /** The model whose temperature it is, and the strategy. */
    title: z.string(),
    formula: z.string(),
    /** The assumption about all that is not on the axis; may be empty. */
    assumes: z.string(),
    /** `epoch`, `class`, … */
    axis: z.string(),
    /** Places along the axis, ascending. */
    places: shortList(z.number(), limits.places).check(
      z.refine((places) => places.length > 0, 'is empty'),
      z.refine(
        (places) => places.every((place, index) => index === 0 || (places[index - 1] ?? NaN) <= place),
        'does not ascend',
      ),
    ),
    /** The teacher's; the student's behind it where that differs. */
    temperatures: shortList(curveSchema, 2).check(z.refine((curves) => curves.length > 0, 'is empty')),
    /** The factor of the soft term, T² included where the config says so. */
    softWeight: curveSchema,
  })
  .check(
    z.refine(
      ({ places, temperatures, softWeight }) =>
        [...temperatures, softWeight].every(({ values }) => values.length === places.length),
      'has not as many values as places',
    ),
  );
/** One temperature of a config over its axis. */
export type PreviewChart = Message<typeof chartSchema>;

const softnessRowSchema = z.object({
  temperature: z.number(),
  entropy: z.number(),
  topMass: z.number(),
  effectiveClasses: z.number(),
});
/** Softness of a kept teacher's probabilities at one temperature, means over examples. */
export type SoftnessRow = Message<typeof softnessRowSchema>;

const contentSchema = z.object({
  name: z.string(),
  objective: z.string(),
  /** The reason why the drawing is not of the present text, or why there is none; else empty. */
  notice: z.string(),
  charts: shortList(chartSchema, limits.charts),
  softness: shortList(
    z.object({ teacher: z.string(), rows: shortList(softnessRowSchema, limits.rows) }),
    limits.teachers,
  ),
});
/** The content of a preview. Strings are shown as text, never as markup. */
export type PreviewContent = Message<typeof contentSchema>;

const toPreviewSchema = z.extend(contentSchema, {
  type: z.literal('preview'),
  /** Whether a pick hangs over the top of the window, so that the page must begin below it. */
  isBehindPick: z.boolean(),
});
/** From the extension to the preview. */
export type ToPreview = Message<typeof toPreviewSchema>;

const fromPreviewSchema = z.object({ type: z.literal('ready') });
/** From the preview to the extension: the page is there and empty. */
export type FromPreview = Message<typeof fromPreviewSchema>;

/** A request of the preview; undefined when it is none. */
export const readFromPreview = (value: unknown): FromPreview | undefined => readMessage(fromPreviewSchema, value);

/** A message for the preview; undefined when it is none. */
export const readToPreview = (value: unknown): ToPreview | undefined => readMessage(toPreviewSchema, value);
