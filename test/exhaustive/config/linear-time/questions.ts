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
import { assertAllLinear } from '../../../growth';
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

/** Text that is small, and one of eight times that; twice the large one is still a text that is read, of 256 KB at most. */
const growth = { small: 15 * 1024, doublings: 3, maxMs: 2500 };

/** Tests that the time of each question about each text grows with its length and no faster. */
export function growsWithLength(language: Language, texts: Texts): void {
  for (const [title, textOf] of Object.entries(texts)) {
    it(`${title}, ${language}`, () => {
      let tries = 0;
      return assertAllLinear(growth, (length) => {
        const whole = textOf(length);
        return () => {
          // Another text each time, since the parser keeps its last results.
          const text = whole + '\n'.repeat(tries++);
          return Object.fromEntries(Object.entries(questions).map(([name, ask]) => [name, () => ask(text, language)]));
        };
      });
    });
  }
}
