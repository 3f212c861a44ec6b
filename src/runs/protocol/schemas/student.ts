import * as z from 'zod/mini';
import { fields, list, optional, text, whole } from '../fields';

const numbers = (description: string) => list(z.number(), description);

export const studentSchema = fields(
  {
    formatVersion: z.literal(1).check(z.describe('Version of this format')),
    name: text('Name of the config'),
    run: text('Id of the run that trained it'),
    input: fields(
      {
        name: text('Name of the input in `student.onnx`'),
        shape: list(
          whole('Length of a side', 1),
          'Of one example: height, width and channels of an image, else its columns',
        ),
        columns: optional(
          list(
            z.string(),
            'Names of the numbers of one example where the data is a table; `colour: red` is 1 where that column holds that text, else 0',
          ),
        ),
        range: optional(
          numbers(
            'Lowest and highest value of an image before normalization: bytes are divided by 255. Absent for other numbers',
          ),
        ),
        normalization: optional(
          fields(
            { mean: numbers('Taken away from each channel or column'), std: numbers('Divides what is left') },
            'Applied to the values, one number for each channel or column. Absent where they go in as they are',
          ),
        ),
        fit: optional(
          z.enum(['resize', 'crop', 'pad']).check(z.describe('How pictures of another size were brought to this one')),
        ),
        interpolation: optional(
          z.enum(['bilinear', 'bicubic']).check(z.describe('Antialiased filter by which pictures were resized')),
        ),
        resizedFrom: optional(
          list(
            whole('Height, or width', 1),
            'Size that pictures were brought to before this one, as a teacher looks at larger ones',
          ),
        ),
        layout: optional(
          z
            .enum(['NHWC', 'NCHW'])
            .check(z.describe('Order of the axes in the arrays of the data; the student itself takes NHWC')),
        ),
        preparedBy: optional(
          text(
            'Callable of the user’s own code that gave the examples, where one did. A file has not been through its transforms: an example is written as an array, as the code gives it',
          ),
        ),
        fill: optional(numbers('What stands in place of a missing number of each column')),
        table: optional(
          fields(
            {
              header: optional(z.boolean().check(z.describe('Whether the first row has the names of the columns'))),
              separator: optional(z.enum([',', ';', '\t', '|']).check(z.describe('Separator of the columns'))),
              decimal: optional(z.enum(['.', ',']).check(z.describe('Decimal mark'))),
            },
            'How text files of rows are written, where the config says so',
          ),
        ),
      },
      'What the student takes, as float32',
    ),
    output: fields(
      { name: text('Name of the output in `student.onnx`') },
      'Logits [1, classes]: a softmax makes them probabilities',
    ),
    classes: list(
      fields({ name: text('Name of the class'), label: z.number().check(z.describe('Its label in the data')) }),
      'In the order of the logits',
    ),
  },
  'Facts for the use of the exported student: its input, and the names of its answers. The metadata of `student.onnx` holds the same, each field as JSON',
);

/** Facts for the use of an exported student. */
export type StudentFacts = Readonly<z.infer<typeof studentSchema>>;
