import { growsWithLength, type Texts } from './questions';

const structures: Texts = {
  'empty braces': (length) => '{}'.repeat(length / 2),
  'empty braces on lines of their own': (length) => '1: {}\n'.repeat(length / 6),
  'braces that open on each line': (length) => '1: {\n'.repeat(length / 5),
  'quotes that open on each line': (length) => `a: "\n`.repeat(length / 5),
  'a key, indented line, a key': (length) => 'a:\n '.repeat(length / 4),
  'wrong values in a list': (length) => `train: [${'x, '.repeat(length / 3)}]`,
  'layers of no kind': (length) =>
    `student: { model: { preset: custom, layers: [${'{ x: 1 }, '.repeat(length / 10)}] } }`,
  'spaces before a colon': (length) => `name${' '.repeat(length)}: a`,
  'keys without a space': (length) => 'temperature:4\n'.repeat(length / 14),
  'no-break spaces': (length) => `data:\n${'\u00a0a: 1\n'.repeat(length / 6)}`,
  documents: (length) => '---\na\n'.repeat(length / 6),
};

describe('time grows with the structure of a YAML text and no faster', () => {
  growsWithLength('yaml', structures);
});
