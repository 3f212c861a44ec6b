import * as z from 'zod';

const bounds = (min: number, max: number): z.ZodTuple<[z.ZodNumber, z.ZodNumber], null> =>
  z.tuple([z.number().min(min).max(max), z.number().min(min).max(max)]);

const isAscending = ([low, high]: readonly [number, number]): boolean => low <= high;
const ascending = 'is the smaller number first, then the larger one';

const crop = z.strictObject({
  scale: bounds(0.01, 1).refine(isAscending, ascending).default([0.08, 1]).meta({
    description: 'The smallest and the largest share of the picture’s area.',
  }),
  ratio: bounds(0.1, 10)
    .refine(isAscending, ascending)
    .default([3 / 4, 4 / 3])
    .meta({ description: 'The smallest and the largest width of a section for a height of 1.' }),
});

/** Changes of pictures by chance in a config, in the order in which they are done. */
export const augmentSchema = z.strictObject({
  crop: crop.optional().meta({
    description:
      'Cuts a section out of each picture and resizes it to the picture’s size (torchvision’s RandomResizedCrop). For small pictures raise `scale`, such as [0.5, 1].',
    examples: [{ scale: [0.5, 1] }],
  }),
  flip: z.boolean().default(false).meta({
    description:
      'Mirrors half of the pictures left to right. Not for digits and letters, which then mean something else.',
  }),
  rotation: z
    .number()
    .positive()
    .max(180)
    .optional()
    .meta({
      description: 'Rotates by up to this many degrees to either side (torchvision’s RandomRotation, bilinear).',
      examples: [10],
    }),
  brightness: z
    .number()
    .positive()
    .max(1)
    .optional()
    .meta({
      description: 'Multiplies all pixels by a factor from 1 − this to 1 + this.',
      examples: [0.2],
    }),
  contrast: z
    .number()
    .positive()
    .max(1)
    .optional()
    .meta({
      description: 'Moves all pixels from, or to, the picture’s mean gray by a factor from 1 − this to 1 + this.',
      examples: [0.2],
    }),
  cutout: z
    .int()
    .positive()
    .max(1024)
    .optional()
    .meta({
      description:
        'Covers a square of this many pixels a side, whose centre may be any pixel (DeVries and Taylor 2017).',
      examples: [8],
    }),
  mixup: z
    .number()
    .min(0.05)
    .max(10)
    .optional()
    .meta({
      description:
        'Mixes each picture and its label with those of the one before in its batch, in shares drawn from Beta(this, this) (Zhang et al. 2018). The teacher answers for the mixture (Beyer et al. 2022).',
      examples: [0.2],
    }),
  fill: z.number().min(0).max(255).default(0).meta({
    description: 'What rotation and cutout put where the picture has nothing, in the source’s numbers: 0 is black.',
  }),
});

export type Augment = z.output<typeof augmentSchema>;
