import * as z from 'zod';

/** A temperature as a person may write it: above 0, since softmax(z/T) has no meaning at 0 and flips below. */
export const temperatureValue = z.number().positive().max(1000).meta({ role: 'temperature' });

const lowest = temperatureValue.meta({ description: 'The lowest temperature; what would be lower is raised to it.' });
const highest = temperatureValue.meta({
  description: 'The highest temperature; what would be higher is lowered to it.',
});

const description =
  'Keeps the temperature within limits; how many samples were held back is counted in every step. Without limits a temperature that is not above 0 stops the run.';

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Limits that are written where they are wanted. */
export const optionalBounds = z.strictObject({ min: lowest, max: highest }).optional().meta({ description });

/** Limits of a strategy that leaves the useful range by itself. */
export function boundsFrom(min: number, max: number): z.ZodPrefault<z.ZodObject<BoundsShape, z.core.$strict>> {
  return z
    .strictObject({ min: lowest.default(min), max: highest.default(max) })
    .prefault({})
    .meta({ description });
}

type BoundsShape = Record<'min' | 'max', z.ZodDefault<z.ZodNumber>>;
