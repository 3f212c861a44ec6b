import * as z from 'zod/mini';
import { fields, list, optional, sha256, text, whole } from '../fields';
import { stamps } from '../stamps';

const split = optional(
  fields(
    { sha256: sha256('Rows as they were read and class indices (int32) of the split'), count: whole('Examples') },
    'A split as it was read',
  ),
);

const files = list(
  fields({
    path: text('Path as the config has it; of a run’s student from the folder of runs'),
    sha256: sha256('Content of the file, as `sha256sum` gives it'),
  }),
  'Files that it was read from, the one that the config names first',
);

/** Fields of the contents that a run depends on; each is absent where the run has no such input. */
const inputFields = {
  train: split,
  validation: split,
  test: split,
  labels: optional(sha256('Class indices (int32) of the training, validation and test split, one after another')),
  classes: optional(list(fields({ name: text('Name') }), 'Classes in the order of the outputs')),
  dataStamp: optional(
    sha256(
      'Paths, sizes and times of change of the data’s files: where it is the same, nobody has to read them to know their content',
    ),
  ),
  madeData: optional(
    fields(
      {
        files,
        shape: list(whole('Numbers along it'), 'Axes of an example, the channels of a picture last'),
        counts: fields(
          {
            train: whole('Training examples'),
            validation: optional(whole('Validation examples')),
            test: optional(whole('Test examples')),
          },
          'Examples that the code gives, before any are cut off',
        ),
        classes: list(
          fields({ name: text('Name'), label: z.number().check(z.describe('Label')) }),
          'All classes, in the order of their labels',
        ),
        isDrawn: z.boolean().check(z.describe('Whether training examples are read anew in each epoch')),
      },
      'Data sets that the user’s own Python has made, and the files of that code',
    ),
  ),
  teachers: optional(
    list(
      fields({ name: text('Name of the teacher; `teacher` where there is only one'), files }),
      'Teachers that come from files',
    ),
  ),
  student: optional(fields({ files }, 'A student that comes from files')),
  script: optional(fields({ sha256: sha256('Content of the script') }, 'The user’s own trainer')),
};

const change = fields({
  input: text('Such as `data: train`, `labels` or `teacher, FILE`'),
  before: text('SHA-256 or names before; empty where there was none'),
  after: text('SHA-256 or names now; empty where there is none'),
});

/** Inputs that differ from those of the attempt before. */
export const changesField = optional(list(change, 'Inputs that differ from those of the attempt before'));

/** Event `inputs`. */
export const inputsSchema = fields(
  {
    type: z.literal('inputs'),
    ...stamps,
    ...inputFields,
    changes: changesField,
    unrecorded: optional(
      z.boolean().check(z.describe('An earlier attempt trained without a record of its inputs, as version 0.1 does')),
    ),
  },
  'Contents that the run depends on, as this attempt has opened them, before its first step. An attempt that finds others than the one before fails before it, unless the person wants to go on with them: then `changes` has them',
);

/** Contents that a run depends on: data, labels, classes, files of teachers and student, script. */
export type RunInputs = Readonly<z.infer<z.ZodMiniObject<typeof inputFields>>>;
/** An input whose content differs between two attempts or runs. */
export type InputChange = Readonly<z.infer<typeof change>>;
