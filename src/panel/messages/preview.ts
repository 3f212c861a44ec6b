import * as z from 'zod/mini';
import { readMessage, shortList, type Message } from './schema';

/** Limits of a message, so that no config can stall the page. */
const limits = { charts: 300, places: 2000, teachers: 300, rows: 100 } as const;

const curveSchema = () =>
  z.object({
    label: z.string(),
    /** Values at the chart's x; null is a gap. */
    values: shortList(z.nullable(z.number()), limits.places),
  });
export type PreviewCurve = Message<typeof curveSchema>;

const chartSchema = () =>
  z
    .object({
      /** Model and strategy of the temperature. */
      title: z.string(),
      formula: z.string(),
      /** Assumption about variables that the axis does not show; may be empty. */
      assumes: z.string(),
      /** `epoch`, `class`, … */
      axis: z.string(),
      /** The x of all curves, ascending. */
      places: shortList(z.number(), limits.places).check(
        z.refine((places) => places.length > 0, 'is empty'),
        z.refine(
          (places) => places.every((place, index) => index === 0 || (places[index - 1] ?? NaN) <= place),
          'does not ascend',
        ),
      ),
      /** Names of the places where they are classes with names, such as `cat`. */
      placeNames: z.optional(shortList(z.string(), limits.places)),
      /** The teacher's temperature, and then the student's where it differs. */
      temperatures: shortList(curveSchema(), 2).check(z.refine((curves) => curves.length > 0, 'is empty')),
      /** Weight of the soft term of the loss, including T² when the config enables it. */
      softWeight: curveSchema(),
    })
    .check(
      z.refine(
        ({ places, temperatures, softWeight }) =>
          [...temperatures, softWeight].every(({ values }) => values.length === places.length),
        'has not as many values as places',
      ),
    );
/** Chart of one temperature of a config. */
export type PreviewChart = Message<typeof chartSchema>;

const softnessRowSchema = () =>
  z.object({
    temperature: z.number(),
    entropy: z.number(),
    topMass: z.number(),
    effectiveClasses: z.number(),
  });
/** Softness of a cached teacher's probabilities at one temperature, as means over examples. */
export type SoftnessRow = Message<typeof softnessRowSchema>;

const contentSchema = () =>
  z.object({
    name: z.string(),
    objective: z.string(),
    /** Reason why the charts are outdated or missing; empty when they are current. */
    notice: z.string(),
    charts: shortList(chartSchema(), limits.charts),
    /** Preflights of teachers in earlier runs, a sentence each. */
    preflights: shortList(z.string(), limits.teachers),
    softness: shortList(
      z.object({ teacher: z.string(), rows: shortList(softnessRowSchema(), limits.rows) }),
      limits.teachers,
    ),
  });
/** Content of a preview. Strings are shown as text, never as markup. */
export type PreviewContent = Message<typeof contentSchema>;

const toPreviewSchema = () =>
  z.extend(contentSchema(), {
    type: z.literal('preview'),
    /** Whether a quick pick covers the top of the window, so that the page leaves room below it. */
    isBehindPick: z.boolean(),
  });
/** Message from the extension to the preview. */
export type ToPreview = Message<typeof toPreviewSchema>;

const fromPreviewSchema = () => z.object({ type: z.literal('ready') });
/** Message from the preview to the extension: the page is ready. */
export type FromPreview = Message<typeof fromPreviewSchema>;

/** Validates a message of the preview; undefined when it is invalid. */
export const readFromPreview = (value: unknown): FromPreview | undefined => readMessage(fromPreviewSchema, value);

/** Validates a message for the preview; undefined when it is invalid. */
export const readToPreview = (value: unknown): ToPreview | undefined => readMessage(toPreviewSchema, value);
