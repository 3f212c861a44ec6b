import assert from 'node:assert/strict';
import {
  semanticTokensOf,
  completeConfig,
  fixesFor,
  hoverConfig,
  inlayHints,
  lensAnchors,
  linksOf,
  outlineOf,
  parseConfig,
  setStrategyEdits,
  type Language,
  type OutlineItem,
  type Range,
} from '../../../src/config';
import { describePreview } from '../../../src/panel/preview/describe';
import { cpuTime } from '../../growth';
import { assertBelow } from '../../least';
import { valid } from '../../unit/config/documents';

function rangesOf(item: OutlineItem): Range[] {
  return [item, item.nameRange, ...item.children.flatMap(rangesOf)];
}

/** Everything that the editor asks about a text; every range must lie in it. */
function askAll(text: string, language: Language, offsets: readonly number[]): void {
  const parsed = parseConfig(text, language);
  const ranges: Range[] = [
    ...parsed.problems,
    ...lensAnchors(text, language),
    ...setStrategyEdits(text, language, 'cosine'),
    ...linksOf(parsed),
    ...semanticTokensOf(parsed),
    ...inlayHints(parsed).map(({ offset }) => ({ start: offset, end: offset })),
    ...outlineOf(parsed).flatMap(rangesOf),
  ];
  // A fix is tried on the text before it is offered, which takes long where a text is long.
  const problems = text.length < 2000 ? [parsed.problems.at(0), parsed.problems.at(-1)] : [];
  for (const problem of problems) {
    if (problem) for (const { edits } of fixesFor(parsed, problem)) ranges.push(...edits);
  }
  if (parsed.config) describePreview(parsed, undefined);
  for (const offset of offsets) {
    ranges.push(...completeConfig(text, language, offset));
    const hover = hoverConfig(text, language, offset);
    if (hover) ranges.push(hover);
  }
  for (const { start, end } of ranges) assert.ok(start >= 0 && start <= end && end <= text.length, `${start} ${end}`);
}

describe('any prefix of a valid config, asked at its end and in the middle', () => {
  for (const [title, language, text] of valid)
    it(`${title}, ${language}`, () => {
      for (let length = 0; length <= text.length; length += 3) {
        const prefix = text.slice(0, length);
        askAll(prefix, language, [0, length >> 1, length]);
      }
      for (let offset = 0; offset <= text.length; offset++) {
        completeConfig(text, language, offset);
        completeConfig(text.slice(0, offset), language, offset);
      }
    });
  for (const [title, language, text] of valid)
    it(`with one character taken out or put in: ${title}, ${language}`, () => {
      const characters = ['{', '}', '"', "'", ':', '\n', '\t', '- ', '&a ', '*a', '|', '\u0000', '😀', ','];
      for (let place = 0; place < text.length; place += 7) {
        const put = characters[place % characters.length] ?? '';
        askAll(text.slice(0, place) + text.slice(place + 1), language, [place]);
        askAll(text.slice(0, place) + put + text.slice(place), language, [place, place + put.length]);
      }
    });
});

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...'bcdefghij'
    .split('')
    .map(
      (name, index) =>
        `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghij'.charAt(index)}`).join(', ')}]`,
    ),
].join('\n');

const hostile: [title: string, language: Language, text: string, code: RegExp][] = [
  ['300 KB', 'yaml', `name: ${'x'.repeat(300_000)}`, /too-large/],
  ['50 MB', 'json', ' '.repeat(50_000_000), /too-large/],
  ['10,000 levels of brackets', 'json', '['.repeat(10_000), /too-deep/],
  ['10,000 levels of brackets', 'yaml', '{a: '.repeat(10_000), /too-deep/],
  ['10,000 levels of dashes', 'yaml', '- '.repeat(10_000), /too-deep/],
  [
    '400 levels of indentation',
    'yaml',
    Array.from({ length: 400 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
    /too-deep/,
  ],
  ['5,000 keys', 'yaml', Array.from({ length: 5000 }, (_, index) => `k${index}: 1`).join('\n'), /unknown-key/],
  ['5,000 times the same key', 'yaml', 'a: 1\n'.repeat(5000), /duplicate-key/],
  ['5,000 times the same key', 'json', `{${'"a": 1,'.repeat(5000)}}`, /duplicate-key/],
  ['an alias bomb', 'yaml', bomb, /alias|too-deep/],
  ['an alias of itself', 'yaml', 'a: &a [*a]', /alias|too-deep|unknown-key/],
  ['an alias without a target', 'yaml', 'seed: *nowhere', /alias|syntax/],
  ['a merge key', 'yaml', 'a: &a { seed: 1 }\n<<: *a', /forbidden-key/],
  ['__proto__', 'yaml', '__proto__: { polluted: true }', /forbidden-key/],
  ['__proto__', 'json', '{ "__proto__": { "polluted": true } }', /forbidden-key/],
  ['constructor', 'json', '{ "constructor": { "prototype": 1 } }', /unknown-key/],
  ['NUL', 'yaml', 'name: a\u0000b\nseed: \u0000', /./],
  ['NUL', 'json', '{ "name": "a\u0000b", \u0000 }', /syntax/],
  ['1e999', 'yaml', 'seed: 1e999', /wrong-type|invalid-value/],
  ['1e999', 'json', '{ "seed": 1e999 }', /wrong-type|invalid-value/],
  ['NaN', 'yaml', 'loss: { hard: .nan }', /wrong-type/],
  ['tabs', 'yaml', 'data:\n\tset: mnist', /syntax/],
  ['250 KB of spaces in a line', 'yaml', `name:${' '.repeat(250_000)}a: b`, /./],
  ['250 KB of one quote', 'yaml', `name: ${"'".repeat(250_001)}`, /./],
  ['250 KB of double quotes', 'yaml', `a: {${' "'.repeat(100_001)}`, /too-deep/],
  ['200 KB of quotes, a line each', 'yaml', `a: {${'\n "'.repeat(80_001)}`, /too-deep/],
  ['250 KB of colons', 'yaml', ':'.repeat(250_000), /./],
  ['250 KB of hashes', 'yaml', 'a #'.repeat(80_000), /./],
  ['250 KB of commas', 'json', `{${','.repeat(250_000)}`, /syntax/],
  ['unclosed brackets, line after line', 'yaml', 'a: {\n'.repeat(60), /./],
  ['surrogates and combining marks', 'yaml', 'na\u0301me: \ud800\nпоток: 😀', /unknown-key/],
  ['only a comment', 'yaml', '# nothing', /missing-key/],
  ['nothing', 'json', '', /syntax/],
  ['two documents', 'yaml', 'name: a\n---\nname: b', /syntax/],
  ['a tag', 'yaml', 'seed: !!js/function "x"', /wrong-type|syntax/],
];

describe('hostile configs', () => {
  for (const [title, language, text, code] of hostile)
    it(`${title} in ${language}: a diagnostic in the text, in bounded time`, async () => {
      const length = text.length;
      let tries = 0;
      // Another text each time, since the parser keeps its last results.
      const ask = (): void => askAll(text + '\n'.repeat(tries++), language, [0, length >> 1, length]);
      await assertBelow(5000, 'ms', () => cpuTime(ask));
      const { problems, config } = parseConfig(text, language);
      assert.equal(config, undefined);
      assert.match(problems.map((problem) => problem.code).join(' '), code);
      assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    });
  for (const [title, language, text] of valid)
    it(`a byte-order mark changes no verdict: ${title}, ${language}`, () => {
      const plain = parseConfig(text, language);
      const marked = parseConfig(`\ufeff${text}`, language);
      assert.deepEqual(marked.config, plain.config);
      assert.deepEqual(
        marked.problems.map(({ code, start }) => [code, start - 1]),
        plain.problems.map(({ code, start }) => [code, start]),
      );
    });
});
