import assert from 'node:assert/strict';
import {
  checkConfig,
  checkReferences,
  completeConfig,
  fixAll,
  fixesFor,
  formatJson,
  hoverConfig,
  inlayHints,
  lensAnchors,
  linksOf,
  outlineOf,
  parseConfig,
  semanticTokensOf,
  setStrategyEdits,
  setValueEdits,
  type Language,
  type References,
} from '../../../src/config';

/** Texts of about `length` characters, each of a kind that some reader could take quadratic time for. */
const worst: Readonly<Record<string, (length: number) => string>> = {
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

/** A config without errors but for its sweep, so that its lints are asked too. */
const swept = (over: string): string =>
  `name: a\ndata: { set: mnist }\nstudent: { model: { preset: mlp, hidden: [8] } }\nsweep: { method: random, over: ${over} }\n`;
const numbers = (length: number): string => Array.from({ length }, (_, place) => place + 1).join(', ');

/** Valid but for one part, which a lint looks at: lints are silent about what cannot be read. */
const worstValid: Readonly<Record<string, (length: number) => string>> = {
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

const worstJson: Readonly<Record<string, (length: number) => string>> = {
  'commas in a brace': (length) => `{${','.repeat(length)}`,
  'keys of one name': (length) => `{${'"a":1,'.repeat(length / 6)}}`,
  'quotes that open': (length) => '"'.repeat(length),
  'comments that open': (length) => '/*'.repeat(length / 2),
  'wrong values in a list': (length) => `{ "train": [${'"x", '.repeat(length / 5)}] }`,
};

const references: References = {
  file: () => ({ kind: 'missing' }),
  run: () => ({ kind: 'missing' }),
  data: () => undefined,
  names: () => ['models/model.json'],
};

/** Everything that the editor does with a text, after it was parsed. */
const questions: Readonly<Record<string, (text: string, language: Language) => unknown>> = {
  parse: (text, language) => parseConfig(text, language).problems.length,
  complete: (text, language) =>
    [0, text.length >> 1, text.length].map((offset) => completeConfig(text, language, offset)),
  hover: (text, language) => hoverConfig(text, language, text.length >> 1),
  lenses: (text, language) => lensAnchors(text, language),
  tokens: (text, language) => semanticTokensOf(parseConfig(text, language)),
  structure: (text, language) => {
    const parsed = parseConfig(text, language);
    return [outlineOf(parsed), linksOf(parsed), inlayHints(parsed), checkReferences(parsed, references)];
  },
  diagnostics: (text, language) => checkConfig(parseConfig(text, language)).length,
  format: (text, language) =>
    language === 'json' ? formatJson(text, { tabSize: 2, insertSpaces: true, newline: '\n' }) : undefined,
  edits: (text, language) => {
    return [setStrategyEdits(text, language, 'cosine'), setValueEdits(text, language, ['seed'], 2)];
  },
  'one fix': (text, language) => {
    const parsed = parseConfig(text, language);
    return parsed.problems.slice(0, 1).map((problem) => fixesFor(parsed, problem));
  },
};

/** Milliseconds of this process alone, so that a crowded machine does not count. */
function cpuTime(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const [small, large] = [16 * 1024, 128 * 1024];
/** At most 2.5 times for each of the three doublings from the small text to the large one. */
const maxGrowth = 2.5 ** 3;
/** Shorter times are those of the collector and the compiler. */
const minCounted = 25;
const maxMs = 2500;
/** Tries of the large text, two at least. */
const maxTries = 6;

/** The least milliseconds of each question about texts of one length. Noise only adds to a time, so more tries say it better. */
class LeastTimes {
  readonly times = new Map<string, number>();
  private tries = 0;

  constructor(
    private readonly text: string,
    private readonly language: Language,
  ) {}

  measure(): void {
    this.tries += 1;
    // Another text each time, since the parser keeps its last results.
    const text = this.text + '\n'.repeat(this.tries);
    for (const [name, ask] of Object.entries(questions)) {
      const took = cpuTime(() => ask(text, this.language));
      this.times.set(name, Math.min(this.times.get(name) ?? Infinity, took));
    }
  }
}

/** The first question whose time grows faster than it may, as a sentence. */
function tooSlow(small: LeastTimes, large: LeastTimes): string | undefined {
  for (const [name, took] of large.times) {
    const base = small.times.get(name) ?? 0;
    if (took >= maxMs) return `${name} took ${took} ms`;
    if (took >= maxGrowth * Math.max(base, minCounted)) return `${name} took ${took} ms, and ${base} of an eighth`;
  }
  return undefined;
}

describe('time grows with the length of a text and no faster', () => {
  for (const [language, texts] of [
    ['yaml', worst],
    ['yaml', worstValid],
    ['json', worstJson],
  ] as const)
    for (const [title, textOf] of Object.entries(texts))
      it(`${title}, ${language}`, () => {
        const [less, more] = [small, large].map((length) => new LeastTimes(textOf(length), language));
        assert.ok(less && more);
        let complaint: string | undefined;
        for (let tries = 0; tries < maxTries; tries += 1) {
          // The small text warms the compiler up and is not measured anew: a small time of it would only be stricter.
          if (tries < 2) less.measure();
          more.measure();
          complaint = tooSlow(less, more);
          if (complaint === undefined && tries > 0) break;
        }
        assert.equal(complaint, undefined);
      });
});

describe('fixAll on a hostile text', () => {
  for (const [title, text] of [
    ['100 KB of explicit keys', '? a\n'.repeat(25_600)],
    ['256 KB of aliases', '*a,'.repeat(87_000)],
    ['60 KB of one key', 'a: 1\n'.repeat(12_000)],
  ] as const)
    it(`${title}: gives up in bounded time, and says that it did where fixes are left`, () => {
      let result = { isPartial: false };
      const took = cpuTime(() => (result = fixAll(text, 'yaml')));
      assert.ok(took < 10_000, `${took} ms`);
      assert.equal(
        result.isPartial,
        parseConfig(text, 'yaml').problems.some(({ code }) => code === 'duplicate-key'),
      );
    });
});
