import { jsonSchema } from '../../../src/config';

/** Findings that the tests give to the product in place of its readers of files, which it shows as they are. */
const given = [
  'has 2 inputs where one is needed, the images. Export it with one.',
  'held.csv is read for training already. Name others.',
  '2 of 3 pictures are not there',
  'Correct the paths.',
  'jpg is cut off',
  'There is no ‘pets’. Write a path.',
  'The teacher made 300 test errors.',
  'In an earlier run.',
];

/**
 * Words of a text in Chinese that are English: in small letters and no names, or, where nothing in it is Chinese, all of them. Names of
 * people, programs and formats begin with a capital.
 */
export function englishIn(text: string): string[] {
  const prose = withoutCode(given.reduce((rest, one) => rest.replaceAll(one, ' '), text));
  const words = prose.match(/[A-Za-z]{2,}/g) ?? [];
  const isChinese = /\p{Script=Han}/u.test(text) || words.length < 3;
  return [...new Set(words)].filter((word) => (!isChinese || /^[a-z]/.test(word)) && !names.has(word));
}

/** A text without what is written as it is: code, quoted words, lines that cite a paper, addresses, pictures, paths, keys with values. */
const withoutCode = (text: string): string =>
  text
    .replaceAll(/^```[^]*?^```|^.*(?:arXiv|doi):.*$|^\|.*\|$/gm, ' ')
    .replaceAll(/!?\[[^\]]*\]\([^)]*\)/g, ' ')
    .replaceAll(/`[^`]*`|'[^']*'|"[^"]*"|“[^”]*”|[（(][^（）()]*\d{4}[^（）()]*[)）]/g, ' ')
    .replaceAll(/\p{Lu}\p{L}+ (?:et al\.|and \p{Lu}\p{L}+)/gu, ' ')
    .replaceAll(/\b\w+: [\w-]+|[\w./*:-]*[\d_./=-][\w./*:-]*/g, ' ');

/** Keys and values of configs. */
function* wordsOfSchema(node: unknown): Generator<string> {
  if (Array.isArray(node)) for (const item of node) yield* wordsOfSchema(item);
  else if (typeof node === 'object' && node !== null) {
    for (const [key, member] of Object.entries(node)) {
      if (key === 'properties') yield* Object.keys(member as object);
      if (key === 'const' && typeof member === 'string') yield member;
      if (key === 'enum' && Array.isArray(member)) yield* member.filter((value) => typeof value === 'string');
      yield* wordsOfSchema(member);
    }
  }
}

const names = new Set(
  [
    ...wordsOfSchema(jsonSchema()),
    // Quantities and functions of expressions and formulas.
    'epoch epochs step steps confidence entropy classFrequency teacherMax studentMax min max exp log sqrt abs sin cos',
    'KL CE MSE Pearson logit logits softmax logsumexp nats progress theta mean mod ln zs zt',
    // Formats, programs and units.
    'schema id kB ms jpeg png webp bmp gif shell tfjs torchvision torchdistill mdistiller true false',
    // Classes, columns, teachers and slips of the tests.
    'cat dog mouse daisy rose tulip one two three kind length notes sead liner ten',
  ].flatMap((text) => text.split(/[ -]/)),
);
