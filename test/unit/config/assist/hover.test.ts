import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { hoverConfig } from '../../../../src/config';

const read = (name: string): string => readFileSync(new URL(`../../../../examples/${name}`, import.meta.url), 'utf8');
const documents = [
  ['yaml', read('mnist.distill.yaml')],
  ['json', read('mnist.distill.json')],
] as const;

/** A pattern whose first group is the place, and what its hover must say. */
const cases: [place: RegExp, says: RegExp[]][] = [
  [/^ *"?(seed)"?:/m, [/`seed` · a whole number from 0 to 4294967295 · default `1`/, /same run/]],
  [/(mnist)"?,? *\n? *"?validation/, [/60,000 training/]],
  [/(temperature)"?:/, [/a number above 0, at most 1000, or a map/, /Here: `T = 8 \+ \(2 − 8\)·progress`/]],
  [/(strategy)"?:/, [/one of constant, linear, cosine, exponential, step/, /straight line/]],
  [/strategy"?: "?(linear)/, [/`T = from \+ \(to − from\)·progress`/]],
  [/(from)"?: 8/, [/temperature at the first step/, /default `4`/]],
  [
    /^ *"?(loss)"?:/m,
    [/Minimised: `0\.1·CE \+ 0\.9·T²·KL\(.*T from 8 to 2/, /By default: `warmup: 0`, `scaleByT2: true`/],
  ],
  [
    /"?student"?:[^]*?(model)/,
    [/`784-800-800-10`: 1,276,810 parameters, 53\.3 % of the teacher’s/, /`activation: relu`/],
  ],
  [/(teacher)"?:/, [/2,395,210 parameters/]],
  [/\[(800), 800\]/, [/units of each hidden layer/, /1,276,810/]],
];

for (const [language, text] of documents)
  describe(`hoverConfig in ${language}`, () => {
    for (const [place, says] of cases)
      it(`explains ${String(place)}`, () => {
        const match = place.exec(text);
        assert.ok(match?.[1]);
        const offset = match.index + match[0].lastIndexOf(match[1]);
        const hover = hoverConfig(text, language, offset);
        assert.ok(hover && hover.start <= offset && offset <= hover.end);
        for (const pattern of says) assert.match(hover.markdown.replaceAll('"', ''), pattern);
      });
    it('says nothing about comments and unknown keys', () => {
      assert.equal(hoverConfig(text, language, text.indexOf('A student') + 1), undefined);
      assert.equal(hoverConfig(text.replace('seed', 'sead'), language, text.indexOf('seed') + 1), undefined);
    });
  });

describe('hoverConfig', () => {
  it('explains a temperature that is a number', () => {
    assert.match(
      hoverConfig('temperature: 4', 'yaml', 13)?.markdown ?? '',
      /constant temperature[^]*default `4`|default/,
    );
    assert.match(hoverConfig('{ "temperature": 4 }', 'json', 17)?.markdown ?? '', /a number above 0, at most 1000/);
  });
  it('explains what can be read of a broken text', () => {
    assert.match(hoverConfig('temperature:\n  strategy: cosine\nloss: {', 'yaml', 26)?.markdown ?? '', /half a cosine/);
  });
});
