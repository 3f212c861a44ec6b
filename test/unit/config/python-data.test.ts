import assert from 'node:assert/strict';
import {
  applyEdits,
  checkReferences,
  completeConfig,
  completionAt,
  fixesFor,
  hoverConfig,
  jsonSchema,
  linksOf,
  parseConfig,
  previewOf,
  type References,
} from '../../../src/config';
import type { DataFacts } from '../../../src/data-sources';

const config = (data: string, train = 'train: { engine: torch }'): string =>
  `name: a\ndata: ${data}\nstudent: { model: { preset: mlp, hidden: [4] } }\n${train}\n`;
const problemsOf = (text: string): string[] =>
  parseConfig(text, 'yaml').problems.map(({ code, message }) => `${code}: ${message}`);
const own = '{ python: "data.py:make_datasets", args: { root: flowers }, workers: 2, test: 0.2 }';

describe('data sets of the user’s own Python', () => {
  it('are written by `python` alone, with args, and with the settings of all data', () => {
    for (const data of [
      own,
      '{ format: python, python: "code/data.py:Sets.make", classes: [a, b], limit: 100, augment: { flip: true } }',
      '{ python: "package.data:make", normalize: auto, validation: 50 }',
    ]) {
      const { config: parsed, problems } = parseConfig(config(data), 'yaml');
      assert.deepEqual(problems, [], data);
      assert.equal(parsed?.data.format, 'python');
    }
    const { data } = parseConfig(config('{ python: "data.py:make" }'), 'yaml');
    assert.deepEqual(data, {
      ...{ format: 'python', python: 'data.py:make', args: {}, workers: 1, validation: 0.1, normalize: 'none' },
    });
  });

  it('are refused in words where they are no callable, or a split is a path', () => {
    for (const [data, expected] of [
      ['{ python: data.py }', /file\.py:callable/],
      ['{ python: "../data.py:make it" }', /file\.py:callable/],
      ['{ python: "data.py:make", validation: more.py }', /validation/],
      ['{ python: "data.py:make", path: flowers }', /path/],
      ['{ python: "data.py:make", workers: 0 }', /workers/],
    ] as const) {
      assert.match(problemsOf(config(data)).join('\n'), expected, data);
    }
  });

  it('need `engine: torch`, which a fix writes, whatever engine is written', () => {
    for (const train of ['train: { engine: onnx }', 'train: { epochs: 3 }', '']) {
      const text = config(own, train);
      const parsed = parseConfig(text, 'yaml');
      const [problem] = parsed.problems;
      assert.equal(problem?.code, 'python-engine');
      assert.match(
        problem.message,
        /^data\.py:make_datasets makes data sets of PyTorch, which `engine: \w+` does not read/,
      );
      const [fix] = fixesFor(parsed, problem);
      assert.equal(fix?.title, 'Set train.engine to torch');
      assert.deepEqual(problemsOf(applyEdits(text, fix.edits)), []);
    }
  });

  it('have completion of their keys and callables, and a hover that says what is not known', () => {
    const text = 'name: a\ndata: { python: "data.py:make", ';
    const labels = completeConfig(text, 'yaml', text.length).map(({ label }) => label);
    assert.ok(labels.includes('args') && labels.includes('workers'), labels.join());
    assert.ok(!labels.includes('path'), labels.join());
    const asked = 'name: a\ndata: { python: dat';
    assert.equal(completionAt(asked, 'yaml', asked.length)?.wanted, 'callables');
    const whole = config(own);
    const at = whole.indexOf('python') + 2;
    const before = hoverConfig(whole, 'yaml', at);
    assert.match(before?.markdown ?? '', /known once a run has opened it: nothing else executes the code/);
    const facts: DataFacts = {
      ...{ kind: 'image', shape: [8, 8, 3], classes: ['a', 'b'].map((name, label) => ({ name, label })) },
      splits: { train: { count: 400 } },
    };
    const after = hoverConfig(whole, 'yaml', at, () => facts);
    assert.match(after?.markdown ?? '', /280 training, 40 validation and 80 test examples of 8×8×3; 2 classes/);
  });

  it('let previews be made while nothing is known of them', () => {
    const text = `${config(own)}teacher: { model: { preset: mlp, hidden: [8] } }\ntemperature: { strategy: linear, from: 8, to: 1 }\n`;
    const { config: parsed, facts } = parseConfig(text, 'yaml');
    assert.ok(parsed !== undefined && facts === undefined);
    assert.equal(previewOf(parsed, facts).length, 1);
  });

  it('name a file or a callable that is not there, and the one that was meant, once', () => {
    const parsed = parseConfig(config('{ python: "dta.py:make", test: 0.1 }'), 'yaml');
    assert.deepEqual(
      linksOf(parsed).map(({ target }) => target),
      [{ kind: 'python', path: 'dta.py', callable: 'make' }],
    );
    const references: References = {
      file: () => ({ kind: 'missing' }),
      run: () => undefined,
      data: () => ({ kind: 'unknown' }),
      names: (kind) => (kind === 'script' ? ['data.py', 'models/nets.py'] : []),
    };
    const problems = checkReferences(parsed, references);
    assert.deepEqual(
      problems.map(({ code, remedy, path }) => [code, remedy, path?.join('.')]),
      [['missing-file', 'data.py:make', 'data.python']],
    );
  });

  it('stand in the JSON Schema with and without `format`', () => {
    const schema = jsonSchema() as {
      readonly properties: { readonly data: { readonly oneOf: { required: string[] }[] } };
    };
    const branch = schema.properties.data.oneOf.find(({ required }) => required.includes('python'));
    assert.deepEqual(branch?.required, ['python']);
  });
});
