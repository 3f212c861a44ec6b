import type { Language } from '../../../src/config';

/** Texts of about `length` characters by title, each of a kind that some reader could take quadratic time or much memory for. */
export type Texts = Readonly<Record<string, (length: number) => string>>;

/** Every text of a kind, in its language. */
export function worstTexts(): readonly (readonly [
  title: string,
  language: Language,
  textOf: (length: number) => string,
])[] {
  return [
    ...Object.entries({ ...signs, ...structures, ...valid }).map(([title, textOf]) => [title, 'yaml', textOf] as const),
    ...Object.entries(json).map(([title, textOf]) => [title, 'json', textOf] as const),
  ];
}

/** Signs of YAML. */
export const signs: Texts = {
  'hashes, then U+2028': (length) => `name: a${' #'.repeat(length / 2)}\u2028`,
  'hashes, then a lone CR': (length) => `name: a${' #'.repeat(length / 2)}\r`,
  'a comment of hashes, then U+2028': (length) => `${' #'.repeat(length / 2)}\u2028\nname: a`,
  'explicit keys of one name': (length) => '? a\n'.repeat(length / 4),
  'aliases in a row': (length) => '*a,'.repeat(length / 3),
  'aliases in brackets': (length) => `[${'*a,'.repeat(length / 3)}`,
  'aliases on lines': (length) => '*a\n'.repeat(length / 3),
  'commas in a brace': (length) => `{${','.repeat(length)}`,
  directives: (length) => '%a\n'.repeat(length / 3),
  anchors: (length) => '&a '.repeat(length / 3),
  tags: (length) => '!a '.repeat(length / 3),
};

/** Structures of YAML. */
export const structures: Texts = {
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

/** Signs and structures of JSON. */
export const json: Texts = {
  'commas in a brace': (length) => `{${','.repeat(length)}`,
  'keys of one name': (length) => `{${'"a":1,'.repeat(length / 6)}}`,
  'quotes that open': (length) => '"'.repeat(length),
  'comments that open': (length) => '/*'.repeat(length / 2),
  'wrong values in a list': (length) => `{ "train": [${'"x", '.repeat(length / 5)}] }`,
};

/** A config without errors but for its sweep, so that its lints are asked too. */
const swept = (over: string): string =>
  `name: a\ndata: { set: mnist }\nstudent: { model: { preset: mlp, hidden: [8] } }\nsweep: { method: random, over: ${over} }\n`;
const numbers = (length: number): string => Array.from({ length }, (_, place) => place + 1).join(', ');

/** Valid but for one part, which a lint looks at: lints are silent about what cannot be read. */
export const valid: Texts = {
  'settings that vary': (length) =>
    swept(`{ ${Array.from({ length: length / 16 }, (_, place) => `"k${place}": [1, 2]`).join(', ')} }`),
  'values of a setting': (length) => swept(`{ temperature.value: [${numbers(length / 8)}] }`),
  'keys of a path that varies': (length) => swept(`{ "${'a.'.repeat(length / 2)}a": [1, 2] }`),
  'a sweep beside many layers': (length) =>
    `name: a\ndata: { set: mnist }\nsweep: { over: { temperature.value: [1, 2, 4, 8, 16] } }\nstudent: { model: { preset: custom, layers: [${'{ layer: dense, units: 8 }, '.repeat(length / 27)}] } }\n`,
  'names of classes': (length) =>
    `name: a\nstudent: { model: { preset: mlp, hidden: [8] } }\ndata: { format: table, path: a.csv, classes: [${Array.from({ length: length / 8 }, (_, place) => `c${place}`).join(', ')}] }\n`,
  'files of answers': (length) =>
    `name: a\nstudent: { model: { preset: mlp, hidden: [8] } }\ndata: { set: mnist }\nteacher: { model: { preset: answers, path: [${'a.npy, '.repeat(length / 7)}] } }\n`,
  'an expression of many terms': (length) =>
    `name: a\nstudent: { model: { preset: mlp, hidden: [8] } }\ndata: { set: mnist }\nteacher: { model: { preset: mlp, hidden: [8] } }\ntemperature: { strategy: expression, value: '${'1 + '.repeat(length / 4)}1' }\n`,
};
