import assert from 'node:assert/strict';
import { completionAt, parseConfig, type Language } from '../../../../src/config';
import { accept } from '../documents';

const languages: Language[] = ['yaml', 'json'];

/** The same place in both languages, `|` the cursor, and what it wants to know. */
const places: [yaml: string, json: string, wanted: string | undefined][] = [
  [
    'student:\n  model:\n    preset: file\n    path: |\n',
    '{ "student": { "model": { "preset": "file", "path": "|" } } }',
    'student files',
  ],
  [
    'student: { model: { preset: file, path: | } }\n',
    '{ "student": { "model": { "preset": "file", "path": | } } }',
    'student files',
  ],
  [
    'teacher: { model: { preset: file, path: mo| } }\n',
    '{ "teacher": { "model": { "preset": "file", "path": "mo|" } } }',
    'teacher files',
  ],
  [
    'teacher:\n  model:\n    preset: file\n    path: models/b|\n',
    '{ "teacher": { "model": { "preset": "file", "path": "models/b|" } } }',
    'teacher files',
  ],
  [
    'teachers:\n  - name: one\n    model: { preset: run, run: | }\n',
    '{ "teachers": [{ "name": "one", "model": { "preset": "run", "run": | } }] }',
    'runs',
  ],
  [
    'teacher:\n  model:\n    preset: run\n    run: 2026|\n',
    '{ "teacher": { "model": { "preset": "run", "run": "2026|',
    'runs',
  ],
  [
    'teacher: { model: { preset: mlp, path: | } }\n',
    '{ "teacher": { "model": { "preset": "mlp", "path": | } } }',
    undefined,
  ],
  ['teacher: { model: { preset: | } }\n', '{ "teacher": { "model": { "preset": | } } }', undefined],
  [
    'teachers:\n  - name: one\n    model: { preset: run, run: x }\n  - name: two\n    model:\n      preset: file\n      path: |\n',
    '{ "teachers": [{ "model": { "preset": "run", "run": "x" } }, { "model": { "preset": "file", "path": | } }] }',
    'teacher files',
  ],
  ['seed: |\n', '{ "seed": | }', undefined],
];

describe('completionAt', () => {
  for (const [yaml, json, wanted] of places) {
    for (const [index, marked] of [yaml, json].entries()) {
      const language = languages[index] ?? 'yaml';
      it(`${wanted ?? 'nothing'} in ${JSON.stringify(marked)}`, () => {
        const [text, offset] = [marked.replace('|', ''), marked.indexOf('|')];
        const place = completionAt(text, language, offset);
        assert.equal(place?.wanted, wanted);
        if (wanted === undefined) return;
        const name = wanted === 'runs' ? '20261124-101500-mnist-1a2b' : 'models/big one/model.json';
        const completion = place?.complete([{ name }]).find(({ label }) => label === name);
        assert.ok(completion, 'the name is offered');
        const after = accept(text, completion);
        const model = JSON.stringify(parseConfig(after, language).value);
        assert.ok(model.includes(`"${name}"`), `${after} names it`);
      });
    }
  }
  it('is nothing out of the text', () => {
    for (const offset of [-1, 99]) assert.equal(completionAt('seed: 1\n', 'yaml', offset), undefined);
  });
});
