import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import {
  applyEdits,
  checkReferences,
  fixesFor,
  parseConfig,
  type FileInfo,
  type RunInfo,
  type References,
} from '../../../../src/config';

const mlp = { preset: 'mlp', hidden: [30] };
const withFile = (path: string): object => ({
  name: 'a',
  data: { set: 'mnist' },
  teacher: { model: { preset: 'file', path } },
  student: { model: mlp },
});
const withRun = (run: string): object => ({
  name: 'a',
  data: { set: 'mnist' },
  teachers: [{ name: 'one', model: { preset: 'run', run } }],
  student: { model: mlp },
});

const around = (file?: FileInfo, run?: RunInfo, names: readonly string[] = []): References => ({
  file: () => file,
  run: () => run,
  data: () => undefined,
  names: () => names,
});
const network = (input: readonly number[], classes: number): FileInfo => ({ kind: 'network', input, classes });

const cases: [config: object, around: References, code: string | undefined, says: RegExp][] = [
  [withFile('big.onnx'), around(), undefined, /^$/],
  [withFile('big.onnx'), around({ kind: 'network' }), undefined, /^$/],
  [withFile('m/model.json'), around(network([28, 28, 1], 10)), undefined, /^$/],
  [withFile('m/model.json'), around(network([784], 10)), undefined, /^$/],
  [withFile('big.onnx'), around({ kind: 'missing' }), 'missing-file', /^There is no file 'big\.onnx'\. Write a path/],
  [
    withFile('model.json'),
    around({ kind: 'missing' }, undefined, ['models/model.json', 'a.onnx']),
    'missing-file',
    /Did you mean 'models\/model\.json'\?$/,
  ],
  [withFile('big.onnx'), around({ kind: 'folder' }), 'wrong-file', /'big\.onnx' is a folder\. Name the model file/],
  [withFile('big.onnx'), around({ kind: 'empty' }), 'wrong-file', /is empty\. Export the model again/],
  [withFile('big.onnx'), around({ kind: 'other' }), 'wrong-file', /is no ONNX model/],
  [withFile('a.json'), around({ kind: 'other' }), 'wrong-file', /is no tfjs Layers model/],
  [withFile('../../a.json'), around({ kind: 'outside' }), 'wrong-file', /leads out of the workspace/],
  [
    withFile('a.json'),
    around({ kind: 'incomplete', missing: 'w.bin' }),
    'wrong-file',
    /needs 'w\.bin', which is not beside it\. Copy all/,
  ],
  [
    withFile('a.json'),
    around(network([28, 28, 1], 100)),
    'class-mismatch',
    /'a\.json' tells 100 classes apart, the data has 10/,
  ],
  [
    withFile('a.onnx'),
    around({ kind: 'other', found: 'a NumPy array' }),
    'wrong-file',
    /^'a\.onnx' is no ONNX model but a NumPy array\. Export the model again, as ONNX\.$/,
  ],
  [
    withFile('a.onnx'),
    around({ kind: 'unusable', reason: 'has 2 inputs where one is needed, the images', advice: 'Export it with one.' }),
    'wrong-file',
    /^'a\.onnx' has 2 inputs where one is needed, the images\. Export it with one\.$/,
  ],
  [withFile('a.onnx'), around(network([1, 28, 28], 10)), undefined, /^$/],
  [withFile('a.onnx'), around(network([28, 28], 10)), undefined, /^$/],
  [withFile('a.onnx'), around({ kind: 'network', input: [undefined, undefined, 1] }), undefined, /^$/],
  [withFile('a.json'), around(network([1, 28, 28], 10)), 'shape-mismatch', /takes 1×28×28, the data has 28×28×1/],
  [withFile('a.onnx'), around(network([14, 56], 10)), 'shape-mismatch', /takes 14×56, the data has 28×28×1/],
  [
    withFile('a.onnx'),
    around({ kind: 'network', input: [undefined, 3] }),
    'shape-mismatch',
    /takes \?×3, the data has/,
  ],
  [withFile('a.onnx'), around(network([], 10)), 'shape-mismatch', /takes single numbers, the data has/],
  [withFile('a.json'), around(network([32, 32, 3], 10)), 'shape-mismatch', /takes 32×32×3, the data has 28×28×1/],
  [withRun('20260101-a'), around(undefined, { kind: 'missing' }), 'missing-run', /There is no run '20260101-a'/],
  [
    withRun('20260101-a'),
    around(undefined, { kind: 'missing' }, ['20260101-b', '20250101-zzzzzz']),
    'missing-run',
    /Did you mean '20260101-b'\?/,
  ],
  [withRun('20260101-a'), around(undefined, { kind: 'unfinished' }), 'unfinished-run', /has no student yet/],
  [withRun('20260101-a'), around(undefined, { kind: 'there', input: [28, 28, 1], classes: 10 }), undefined, /^$/],
];

describe('checkReferences', () => {
  for (const [config, surroundings, code, says] of cases)
    it(`${code ?? 'nothing'} ${String(says)}, exactly there in YAML and JSON`, () => {
      for (const [language, text] of [
        ['yaml', stringify(config)],
        ['json', JSON.stringify(config)],
      ] as const) {
        const parsed = parseConfig(text, language);
        const [problem, ...others] = checkReferences(parsed, surroundings);
        assert.equal(problem?.code, code);
        assert.match(problem?.message ?? '', says);
        assert.deepEqual(others, []);
        if (!problem) continue;
        const marked = text.slice(problem.start, problem.end).replaceAll('"', '');
        assert.ok(/^(\.\.\/|m\/)?[\w./-]+$/.test(marked) && problem.message.includes(marked), marked);
      }
    });

  it('changes a path or run to the one that was meant, and nothing else', () => {
    for (const [config, surroundings] of [
      cases[5],
      cases.find(([, , , says]) => String(says).includes('20260101-b')),
    ].filter((one) => one !== undefined)) {
      for (const [language, text] of [
        ['yaml', stringify(config)],
        ['json', JSON.stringify(config)],
      ] as const) {
        const parsed = parseConfig(text, language);
        const [problem] = checkReferences(parsed, surroundings);
        assert.ok(problem);
        const [fix, ...others] = fixesFor(parsed, problem);
        assert.ok(fix && others.length === 0);
        const after = applyEdits(text, fix.edits);
        assert.equal(
          after.replaceAll('"', ''),
          text.replaceAll('"', '').replace(/(?<=path: ?|run: ?)[\w.-]+(?=\n|\})/, String(problem.remedy)),
        );
      }
    }
  });

  it('warns of a teacher that is worse than the student alone', () => {
    const parsed = parseConfig(stringify(withFile('a.onnx')), 'yaml');
    const [problem] = checkReferences(parsed, { ...around(), weakTeacher: 'the teacher made 300 test errors.' });
    assert.deepEqual(
      [problem?.code, problem?.severity, problem?.message],
      ['weak-teacher', 'warning', 'The teacher made 300 test errors.'],
    );
  });
});
