import * as z from 'zod/mini';
import { column, count, readMessage, shortList, type Message } from './schema';

/** Limits of a message, so that no config can stall the page. */
const limits = { pictures: 12, versions: 16, side: 160 } as const;

/** Longest side of a picture in a message; larger ones are made smaller before. */
export const maxShownSide = limits.side;

const shownPicture = () =>
  z.object({
    /** The change in words. */
    change: z.string(),
    /** [height, width, channels], 0…255. */
    pixels: column<Uint8Array>(Uint8Array),
  });

const contentSchema = () =>
  z
    .object({
      name: z.string(),
      /** The changes that the config asks for, in a sentence; empty where it asks for none. */
      settings: z.string(),
      /** Reason why there are no pictures, or why they are outdated; empty when they are current. */
      notice: z.string(),
      height: count(),
      width: count(),
      channels: z.union([z.literal(1), z.literal(3)]),
      pictures: shortList(
        z.object({
          className: z.string(),
          original: shownPicture(),
          versions: shortList(shownPicture(), limits.versions),
        }),
        limits.pictures,
      ),
    })
    .check(
      z.refine(
        ({ height, width }) => height <= limits.side && width <= limits.side,
        `is larger than ${limits.side} pixels a side`,
      ),
      z.refine(
        ({ height, width, channels, pictures }) =>
          pictures
            .flatMap(({ original, versions }) => [original, ...versions])
            .every(({ pixels }) => pixels.length === height * width * channels),
        'has a picture of another size',
      ),
    );
/** Training pictures and changed versions of them. Strings are shown as text, never as markup. */
export type AugmentContent = Message<typeof contentSchema>;

const toAugmentSchema = () => z.extend(contentSchema(), { type: z.literal('augment') });
/** Message from the extension to the page of changed pictures. */
export type ToAugment = Message<typeof toAugmentSchema>;

const fromAugmentSchema = () => z.object({ type: z.literal('ready') });
/** Message from the page of changed pictures to the extension: the page is ready. */
export type FromAugment = Message<typeof fromAugmentSchema>;

/** Validates a message of the page; undefined when it is invalid. */
export const readFromAugment = (value: unknown): FromAugment | undefined => readMessage(fromAugmentSchema, value);

/** Validates a message for the page; undefined when it is invalid. */
export const readToAugment = (value: unknown): ToAugment | undefined => readMessage(toAugmentSchema, value);
