import * as z from 'zod/mini';
import { amount, fields, list, optional, sha256, text, time, whole } from '../fields';

const addition = fields(
  {
    over: z
      .looseObject({})
      .check(z.describe('The settings that vary, with the values of the points that join, as in the config')),
    seeds: z
      .union([whole('How many', 1), list(whole('A seed'), 'The seeds')])
      .check(z.describe('The seeds of each point: how many from the config’s own on, or a list')),
    budget: fields(
      { runs: optional(whole('Runs at most, without controls', 1)), hours: optional(amount('Hours at most')) },
      'When the sweep ends',
    ),
    then: optional(fields({ seeds: whole('Fresh seeds', 1) }, 'What follows the search')),
    configName: text('Name of the file that they were read from'),
    configHash: sha256('Text of that file'),
  },
  'Points, seeds or fresh seeds that join',
);

export const sweepChangeSchema = fields(
  {
    at: time('When it was asked for'),
    add: optional(addition),
    drop: optional(list(whole('Index of a point'), 'Points that have no further runs')),
  },
  'A change of a sweep that has begun. `N` counts from 1, and a file is written once: what the points are follows from the config and the changes in their order',
);

/** A change of a sweep that has begun. */
export type SweepChange = Readonly<z.infer<typeof sweepChangeSchema>>;
