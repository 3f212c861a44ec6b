import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { semanticTokensOf, languageOf, parseConfig, type Language } from '../../../../src/config';

/** Semantic tokens of a text, as `kind word`. */
function colours(text: string, language: Language): string[] {
  return semanticTokensOf(parseConfig(text, language)).map(
    ({ kind, start, end }) => `${kind} ${text.slice(start, end)}`,
  );
}

const mlp = 'model: { preset: mlp, hidden: [9] }';
const cases: [title: string, yaml: string, json: string, expected: readonly string[]][] = [
  ['a bare temperature', 'temperature: 4', '{ "temperature": 4 }', ['temperature 4']],
  [
    'a strategy with its temperatures, bounds included, and no other number',
    'temperature: { strategy: cyclic, from: 8.5, to: 2, period: 3, bounds: { min: 1, max: 9 } }',
    '{ "temperature": { "strategy": "cyclic", "from": 8.5, "to": 2, "period": 3, "bounds": { "min": 1, "max": 9 } } }',
    ['name cyclic', 'temperature 8.5', 'temperature 2', 'temperature 1', 'temperature 9'],
  ],
  [
    'a strategy that is none, and what would be a name elsewhere',
    'name: linear\ntemperature: { strategy: liner, from: 8 }',
    '{ "name": "linear", "temperature": { "strategy": "liner", "from": 8 } }',
    ['temperature 8'],
  ],
  [
    'an expression word by word',
    'temperature: { strategy: expression, value: "max(1, 8.5 - nothing * epoch) > 1e-3" }',
    '{ "temperature": { "strategy": "expression", "value": "max(1, 8.5 - nothing * epoch) > 1e-3" } }',
    [
      ...['name expression', 'function max', 'number 1', 'number 8.5', 'operator -', 'operator *'],
      ...['variable epoch', 'operator >', 'number 1e-3'],
    ],
  ],
  [
    'a text with escapes, whose places cannot be told',
    'temperature: { strategy: expression, value: "4 - \\u0065poch" }',
    '{ "temperature": { "strategy": "expression", "value": "4 - \\u0065poch" } }',
    ['name expression'],
  ],
  [
    'where models come from',
    'teacher: { model: { preset: file, path: big.onnx } }\nteachers:\n  - model: { preset: run, run: 20260101-a }',
    '{ "teacher": { "model": { "preset": "file", "path": "big.onnx" } }, "teachers": [{ "model": { "preset": "run", "run": "20260101-a" } }] }',
    ['name file', 'source big.onnx', 'name run', 'source 20260101-a'],
  ],
  [
    'names of losses, combinations, optimizers, engines and layers',
    `loss: { kind: dkd }\ncombine: logits\ntrain: { optimizer: { name: adam }, engine: wasm }\nstudent: { model: { preset: custom, layers: [{ type: dense }] } }`,
    '{ "loss": { "kind": "dkd" }, "combine": "logits", "train": { "optimizer": { "name": "adam" }, "engine": "wasm" }, "student": { "model": { "preset": "custom", "layers": [{ "type": "dense" }] } } }',
    ['name dkd', 'name logits', 'name adam', 'name wasm', 'name custom', 'name dense'],
  ],
  ['half of a text', 'loss: { kind: kl\ntrain: {', '{ "loss": { "kind": "kl", "train": {', ['name kl']],
];

describe('semanticTokensOf', () => {
  for (const [title, yaml, json, expected] of cases)
    for (const [language, text] of [
      ['yaml', yaml],
      ['json', json],
    ] as const)
      it(`${title}: ${language}`, () => {
        assert.deepEqual(colours(text, language), expected);
      });
  it('an expression over several lines', () => {
    const folded = `temperature:\n  strategy: expression\n  value: >\n    8 -\n    epoch\n`;
    assert.deepEqual(colours(folded, 'yaml'), ['name expression', 'number 8', 'operator -', 'variable epoch']);
  });
  it('what an alias repeats, once and where it stands', () => {
    const text = `teachers:\n  - &one { name: one, ${mlp}, temperature: 3 }\n  - *one\n`;
    assert.deepEqual(colours(text, 'yaml'), ['name mlp', 'temperature 3']);
  });
  it('the examples alike in both languages, in the order of the text', () => {
    const [yaml, json] = ['mnist.distill.yaml', 'mnist.distill.json'].map((name) =>
      colours(readFileSync(new URL(`../../../../examples/${name}`, import.meta.url), 'utf8'), languageOf(name)),
    );
    assert.deepEqual(yaml, json);
    assert.ok(yaml?.includes('temperature 8'));
  });
});
