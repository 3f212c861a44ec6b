import * as z from 'zod/mini';
import { fields, list, optional, text } from '../fields';

const mark = (description: string) => optional(z.boolean().check(z.describe(description)));

export const marksSchema = fields(
  {
    name: optional(text('Name that is shown in place of that of the config')),
    note: optional(text('Note, as plain text')),
    tags: optional(list(z.string(), 'Tags, by which lists are filtered')),
    star: mark('Whether the run is one of those to come back to'),
    archived: mark('Whether lists leave the run out until they are asked for archived ones'),
    baseline: mark('Whether other runs are compared with this one; of several in a workspace the newest run counts'),
  },
  'Marks that people give a run, by the panel, the lists or the terminal. Written whole; a field that is absent is not set',
);

/** Marks that people give a run. */
export type RunMarks = Readonly<z.infer<typeof marksSchema>>;
