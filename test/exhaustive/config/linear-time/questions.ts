import assert from 'node:assert/strict';
import {
  checkConfig,
  checkReferences,
  completeConfig,
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
} from '../../../../src/config';
import type { Texts } from '../worst-texts';

const references: References = {
  file: () => ({ kind: 'missing' }),
  run: () => ({ kind: 'missing' }),
  data: () => undefined,
  names: () => ['models/model.json'],
};

/** Everything that the editor does with a text, after it was parsed. */
export const questions: Readonly<Record<string, (text: string, language: Language) => unknown>> = {
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
export function cpuTime(work: () => unknown): number {
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

/** Tests that the time of each question about each text grows with its length and no faster. */
export function growsWithLength(language: Language, texts: Texts): void {
  for (const [title, textOf] of Object.entries(texts)) {
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
  }
}
