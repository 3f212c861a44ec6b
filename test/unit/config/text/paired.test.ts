import assert from 'node:assert/strict';
import {
  checkConfig,
  semanticTokensOf,
  completeConfig,
  fixesFor,
  hoverConfig,
  inlayHints,
  lensAnchors,
  linksOf,
  outlineOf,
  parseConfig,
  type Language,
  type OutlineItem,
} from '../../../../src/config';
import { pairedDocuments } from '../../../documents/documents';
import { placesOf } from '../../../documents/positions';

const unquoted = (text: string): string => text.replaceAll(/["']/g, '');
type Shown = [name: string, detail: string, ...children: Shown[]];
const shownOf = ({ name, detail, children }: OutlineItem): Shown => [name, detail, ...children.map(shownOf)];

/** All problems of a text, without the quotes that only one language has. */
function answersOf(marked: string, language: Language, isBroken: boolean): Record<string, unknown> {
  const { text, places } = placesOf(marked, language);
  const completions = places.map(({ name, offset }) => [
    name,
    completeConfig(text, language, offset).map(({ label, detail }) => [unquoted(label), detail && unquoted(detail)]),
  ]);
  if (isBroken) return { completions: completions.filter(([name]) => String(name).startsWith('mark')) };
  const parsed = parseConfig(text, language);
  const slice = ({ start, end }: { start: number; end: number }): string => unquoted(text.slice(start, end));
  const problems = checkConfig(parsed).filter(({ code }) => code !== 'syntax' && code !== 'missing-key');
  return {
    problems: problems.map((problem) => {
      const { code, message, path } = problem;
      const isMap = /[{[\n]/.test(slice(problem));
      return [code, unquoted(message), path?.map(String), isMap ? '' : slice(problem)];
    }),
    fixes: problems.map((problem) =>
      fixesFor(parsed, problem).map(({ title, isPreferred }) => [unquoted(title), isPreferred]),
    ),
    completions,
    hovers: places.map(({ name, offset }) => [name, unquoted(hoverConfig(text, language, offset)?.markdown ?? '')]),
    outline: outlineOf(parsed).map(shownOf),
    hints: inlayHints(parsed).map((hint) => hint.text),
    links: linksOf(parsed).map(({ target }) => target),
    colours: semanticTokensOf(parsed).map((colour) => [colour.kind, slice(colour)]),
    lenses: lensAnchors(text, language).map(({ kind }) => kind),
  };
}

describe('paired documents', () => {
  it('are at least 40, and many are broken', () => {
    assert.ok(pairedDocuments.length >= 40, String(pairedDocuments.length));
    assert.ok(pairedDocuments.filter(({ codes, offers }) => codes.length + offers.length > 0).length >= 20);
  });
  for (const { title, yaml, json, codes, isBroken, offers } of pairedDocuments)
    it(`${title}: YAML and JSON give the same answers`, () => {
      const [one, other] = [answersOf(yaml, 'yaml', isBroken), answersOf(json, 'json', isBroken)];
      for (const question of Object.keys(one)) assert.deepEqual(one[question], other[question], question);
      const { text, places } = placesOf(yaml, 'yaml');
      const said = checkConfig(parseConfig(text, 'yaml')).map(({ code }) => code);
      if (codes.length > 0)
        assert.deepEqual(
          said.filter((code) => codes.includes(code)),
          codes,
        );
      else if (offers.length === 0)
        assert.deepEqual(
          said.filter((code) => code !== 'teacher-in-step'),
          [],
        );
      offers.forEach((labels, index) => {
        const offered = completeConfig(text, 'yaml', places[index]?.offset ?? -1).map(({ label }) => label);
        assert.deepEqual(
          labels.filter((label) => !offered.includes(label)),
          [],
        );
        if (labels.length === 0) assert.deepEqual(offered, []);
      });
    });
});
