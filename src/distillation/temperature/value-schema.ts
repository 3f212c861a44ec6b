import { z } from 'zod';

/** A temperature as a person may write it: above 0, since softmax(z/T) has no meaning at 0 and flips below. */
export const temperatureValue = z.number().positive().max(1000);
