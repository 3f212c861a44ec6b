import * as z from 'zod';

/** Longest side of a row; larger pictures are no input of a small student. */
const maxSide = 1024;
const side = z.int().positive().max(maxSide);

/** Settings that say how pictures become rows. */
export const decodingSettings = {
  size: z
    .union([side, z.tuple([side, side])])
    .optional()
    .meta({
      description:
        'Height and width that all pictures are brought to, in pixels: one number, or `[height, width]`. Absent: pictures stay as they are, and all must have the size of the first.',
      examples: [64, 32],
    }),
  channels: z.enum(['rgb', 'gray']).default('rgb').meta({
    description:
      'Colours of the rows: three channels, or one of luma (ITU-R 601-2). Pictures are converted as Pillow does; alpha is dropped, and an EXIF orientation is not followed, as torchvision’s ImageFolder does.',
  }),
  fit: z.enum(['resize', 'crop', 'pad']).default('resize').meta({
    description:
      'How a picture of another shape is brought to `size`: stretched; its middle cut out, after a resize of the shorter side; or made to lie inside, with black around.',
  }),
  interpolation: z.enum(['bilinear', 'bicubic']).default('bilinear').meta({
    description: 'Antialiased filter of the resize; the pixels are those of torchvision’s `Resize`.',
  }),
};
