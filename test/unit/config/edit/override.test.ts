import assert from 'node:assert/strict';
import { applyEdits, overrideEdits } from '../../../../src/config';

const yaml = 'name: a # the name\nteacher:\n  model: { preset: mlp }\ntrain: { epochs: 2 }\n';

describe('a value that overrides one of a config', () => {
  const cases: readonly [path: string, written: string, expected: RegExp][] = [
    ['train.epochs', '.001', /epochs: 0\.001 /],
    ['train.epochs', '1.e-3', /epochs: 0\.001 /],
    ['train.epochs', '+5', /epochs: 5 /],
    ['train.epochs', '007', /epochs: 7 /],
    ['train.epochs', 'true', /epochs: true /],
    ['train.epochs', '[16, 16]', /epochs: \[16, 16\] /],
    ['name', '"007"', /^name: "007" # the name$/m],
    ['name', 'plain', /^name: plain # the name$/m],
    ['name', 'a: b', /^name: "a: b" # the name$/m],
    ['name', 'a #b', /^name: "a #b" # the name$/m],
    ['name', 'confidence > 0.9 ? 1 : 4', /^name: "?confidence > 0\.9 \? 1 : 4"? # the name$/m],
    ['name', '*gone', /^name: "\*gone" # the name$/m],
    ['name', '', /^name: "" # the name$/m],
    ['student.model', '{ preset: mlp, hidden: [8] }', /^student: \{ model: \{ preset: mlp, hidden: \[8\] \} \}$/m],
    ['teacher', 'null', /^name: a # the name\ntrain: /],
    ['teacher', '~', /^name: a # the name\ntrain: /],
    ['loss', 'null', /^name: a # the name\nteacher:\n/],
  ];
  for (const [path, written, expected] of cases) {
    it(`is read as YAML reads it: ${path}=${written}`, () => {
      assert.match(applyEdits(yaml, overrideEdits(yaml, 'yaml', path.split('.'), written)), expected);
    });
  }
  it('is written as JSON into a config that is JSON', () => {
    const json = '{ "train": { "epochs": 2 }, "teacher": {} }';
    const set = applyEdits(json, overrideEdits(json, 'json', ['train', 'epochs'], '.5'));
    assert.equal(applyEdits(set, overrideEdits(set, 'json', ['teacher'], 'null')), '{ "train": { "epochs": 0.5 } }');
  });
});
