import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import {
  applyEdits,
  checkReferences,
  completionAt,
  configSchema,
  describeModel,
  fixesFor,
  hoverConfig,
  inlayHints,
  parseConfig,
  previewOf,
  type ParsedConfig,
} from '../../../../src/config';
import { dataSources, type DataFacts, type DataFinding } from '../../../../src/data-sources';

const facts: DataFacts = {
  kind: 'image',
  shape: [8, 8, 1],
  classes: ['cat', 'dog', 'mouse'].map((name, index) => ({ name, label: index + 1 })),
  splits: { train: { count: 100, classCounts: [80, 15, 5] }, test: { count: 20 } },
  bytes: 7680,
};
const base = {
  name: 'a',
  data: { format: 'idx', path: 'pets' },
  student: { model: { preset: 'mlp', hidden: [4] } },
  loss: { soft: 0 },
  train: { batchSize: 8 },
};
const parsed = (changes: object = {}, known: DataFacts | undefined = facts): ParsedConfig =>
  parseConfig(stringify({ ...base, ...changes }), 'yaml', { lookUp: () => known });
const unknown = (changes: object = {}): ParsedConfig =>
  parseConfig(stringify({ ...base, ...changes }), 'yaml', { lookUp: () => undefined });

const cases: readonly [changes: object, code: string, says: RegExp, fixed?: string][] = [
  [{ transfer: { keep: ['cat', 'doge'] } }, 'unknown-class', /no class 'doge'\. Did you mean 'dog'\?/, '- dog\n'],
  [{ transfer: { leaveOut: [0] } }, 'unknown-class', /no class 0\. Write one of cat, dog, mouse\./],
  [
    { transfer: { leaveOut: ['cat'] }, evaluation: { biasCorrection: ['rabbit'] } },
    'unknown-class',
    /no class 'rabbit'\. Write one of cat, dog, mouse\./,
  ],
  [{ transfer: { keep: ['cat'] } }, 'single-class', /1 class of 3, cat:/],
  [
    { transfer: { keep: ['cat', 'dog'], leaveOut: [2] } },
    'transfer-contradiction',
    /Class dog is both kept/,
    'keep: [cat]\n',
  ],
  [{ data: { ...base.data, classes: ['a', 'b'] } }, 'class-names-count', /2 names for 3 classes.* labels 1, 2, 3\./],
  [
    { data: { ...base.data, validation: 100 } },
    'validation-above-data',
    /Of 100 training examples validation takes 100/,
    'validation: 0.1',
  ],
  [
    { student: { model: { preset: 'mlp', hidden: [800, 800] } } },
    'oversized-model',
    /^695,203 parameters are far more than 90 training examples of 64 values can decide/,
  ],
  [
    { train: { batchSize: 8, earlyStop: { patience: 3 } } },
    'early-stop-few',
    /^10 validation examples decide when to stop/,
    'metric: cross-entropy',
  ],
  [{ data: { ...base.data, test: 0.1 } }, 'test-unneeded', /has a test split of its own/, ''],
  [
    { data: { ...base.data, limit: 95 } },
    'train-above-data',
    /After 10 for validation 90 .* fewer than limit: 95/,
    'limit: 90',
  ],
  [{ train: { batchSize: 91 } }, 'batch-too-large', /batchSize 91 is above the 90 training examples/],
];

describe('lints of data that is known', () => {
  it('say nothing of a config that fits', () => assert.deepEqual(parsed().problems, []));
  for (const [changes, code, says, fixed] of cases) {
    it(`say ${code} of ${JSON.stringify(changes)}, and nothing while nobody has looked`, () => {
      const found = parsed(changes);
      const problem = found.problems.find((one) => one.code === code);
      assert.ok(problem, JSON.stringify(found.problems));
      assert.match(problem.message, says);
      assert.deepEqual(unknown(changes).problems, []);
      if (fixed === undefined) return;
      const [fix] = fixesFor(found, problem);
      assert.ok(fix);
      const after = applyEdits(found.text, fix.edits);
      assert.ok(after.includes(fixed), after);
      assert.deepEqual(
        parseConfig(after, 'yaml', { lookUp: () => facts }).problems.filter((one) => one.code === code),
        [],
      );
    });
  }

  it('ask for a test split where the data has none', () => {
    const { test, ...splits } = facts.splits;
    assert.ok(test);
    const found = parsed({}, { ...facts, splits });
    const [problem] = found.problems;
    assert.equal(problem?.code, 'no-test-split');
    const [fix] = fixesFor(found, problem);
    assert.match(applyEdits(found.text, fix?.edits ?? []), /test: 0\.1/);
    assert.deepEqual(parsed({ data: { ...base.data, test: 0.1 } }, { ...facts, splits }).problems, []);
  });

  it('check layers against the shape of the data', () => {
    const student = { model: { preset: 'custom', layers: [{ type: 'dense', units: 8 }] } };
    assert.deepEqual(
      parsed({ student }).problems.map(({ code }) => code),
      ['model-misfit'],
    );
    assert.deepEqual(unknown({ student }).problems, []);
  });

  it('are checked anew when other facts of the same text are known', () => {
    const text = stringify({ ...base, train: { batchSize: 91 } });
    const codes = (known: DataFacts | undefined): string[] =>
      parseConfig(text, 'yaml', { lookUp: () => known }).problems.map(({ code }) => code);
    const larger = { ...facts, splits: { train: { count: 1000 }, test: { count: 20 } } };
    assert.deepEqual([codes(undefined), codes(facts), codes(larger)], [[], ['batch-too-large'], []]);
  });
});

describe('what is computed from the data', () => {
  const at = (word: string, known: DataFacts | undefined): string => {
    const { text } = parsed();
    return hoverConfig(text, 'yaml', text.indexOf(word) + 1, () => known)?.markdown ?? '';
  };

  it('is in hovers, with classes by name, counts and size', () => {
    const said = at('path', facts);
    assert.match(said, /90 training, 10 validation and 20 test examples of 8×8×1; 3 classes, 4 to 72 each to train on/);
    assert.match(said, /; 7\.7 kB on disk/);
    assert.match(said, /cat +72 +█+\ndog +13 +█+\nmouse +4 +█/);
    assert.doesNotMatch(at('path', undefined), /training,/);
  });

  it('is in the sizes of models and the steps of a run', () => {
    const hints = (one: ParsedConfig): string[] => inlayHints(one).map(({ text }) => text);
    const { config } = parsed();
    assert.ok(config);
    assert.equal(describeModel(config.student.model, facts), 'mlp 64-4-3');
    assert.equal(describeModel(config.student.model, undefined), 'mlp');
    assert.ok(hints(parsed({ train: { batchSize: 8, epochs: 3 } })).includes('12 × 3 steps'), hints(parsed()).join());
    assert.deepEqual(hints(unknown({ train: { batchSize: 8, epochs: 3 } })), []);
  });

  it('is in previews; without it what time decides is drawn all the same', () => {
    const config = (strategy: string): ReturnType<typeof configSchema.parse> =>
      configSchema.parse({ ...base, loss: {}, teacher: { model: base.student.model }, temperature: { strategy } });
    assert.equal(previewOf(config('class-frequency'), facts)[0]?.points.length, 3);
    assert.deepEqual(previewOf(config('class-frequency'), undefined), []);
    assert.equal(previewOf(config('cosine'), undefined)[0]?.axis, 'epoch');
  });
});

describe('the fault of data', () => {
  it('stands at its path, in a sentence with what to do', () => {
    const one = parsed();
    const data = (): { kind: 'fault'; message: string; hint: string } => ({
      ...{ kind: 'fault', message: 'there is no ‘pets’', hint: 'write a path' },
    });
    const references = { file: () => undefined, run: () => undefined, data, names: () => [] };
    const [problem, ...others] = checkReferences(one, references);
    assert.deepEqual(
      [problem?.code, problem?.message, others.length],
      ['unusable-data', 'There is no ‘pets’. Write a path.', 0],
    );
    assert.equal(one.text.slice(problem?.start, problem?.end), 'pets');
  });

  it('has a quick fix where a setting is sure to mend it', () => {
    const one = parsed();
    const remedy = { path: ['data', 'path'], value: 'pets/all' };
    const data = (): DataFinding => ({ kind: 'fault', message: 'data.list: no', hint: 'write it', remedy });
    const [problem] = checkReferences(one, { file: () => undefined, run: () => undefined, data, names: () => [] });
    assert.ok(problem);
    const [fix] = fixesFor(one, problem);
    assert.equal(fix?.title, 'Set data.path to pets/all');
    assert.match(applyEdits(one.text, fix.edits), /path: pets\/all/);
  });
});

describe('completion of data', () => {
  const placeAt = (marked: string): ReturnType<typeof completionAt> =>
    completionAt(marked.replace('|', ''), 'yaml', marked.indexOf('|'));

  it('offers every format of the catalogue', () => {
    const labels = placeAt('data: { format: | }')
      ?.complete()
      .map(({ label }) => label);
    assert.deepEqual(
      labels,
      dataSources.map(({ name }) => name),
    );
  });
  it('offers the keys of the format that is written', () => {
    const keys = (format: string): string[] =>
      placeAt(`data:\n  format: ${format}\n  |`)
        ?.complete()
        .map(({ label }) => label) ?? [];
    assert.ok(keys('idx').includes('path') && keys('idx').includes('test'));
    assert.ok(!keys('mnist').includes('path') && !keys('mnist').includes('train'));
  });
  it('asks for classes in lists of classes, and writes names and labels', () => {
    for (const marked of [
      'transfer: { keep: [|] }',
      'transfer:\n  leaveOut:\n  - |',
      'evaluation: { biasCorrection: [|] }',
    ]) {
      const place = placeAt(marked);
      assert.equal(place?.wanted, 'classes', marked);
      const offered = place.complete([{ name: 'cat' }, { name: '2', value: 2 }]);
      assert.deepEqual(offered.map(({ insertText }) => insertText.trim()).slice(-2), ['cat', '2']);
    }
    assert.equal(placeAt('data: { format: idx, path: | }')?.wanted, 'data folders');
  });
});

describe('older words for the data', () => {
  const resolved = (data: object): unknown => configSchema.parse({ ...base, data }).data;

  it('mean the same', () => {
    const older = { set: 'mnist', train: 100, validation: 50, imbalance: { ratio: 10 } };
    const present = { format: 'mnist', limit: 100, validation: 50, imbalance: { ratio: 10 } };
    assert.deepEqual(resolved(older), resolved(present));
    assert.deepEqual(resolved({ set: 'mnist' }), { format: 'mnist', validation: 5000 });
    assert.deepEqual(resolved({ format: 'mnist', train: 5 }), { format: 'mnist', validation: 5000, limit: 5 });
  });
  it('are refused beside the present ones, and for formats that never had them', () => {
    for (const data of [
      { set: 'mnist', format: 'mnist' },
      { format: 'mnist', train: 5, limit: 5 },
      { format: 'idx', path: 'a', train: 5 },
    ]) {
      const codes = parsed({ data }).problems.map(({ code }) => code);
      assert.deepEqual(codes, ['unknown-key'], JSON.stringify(data));
    }
  });
});
