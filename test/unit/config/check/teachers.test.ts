import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import type { DataFacts } from '../../../../src/data-sources';
import {
  applyEdits,
  checkReferences,
  fixesFor,
  readingIn,
  completionAt,
  hoverConfig,
  parseConfig,
  type FileInfo,
  type Problem,
} from '../../../../src/config';

const facts: DataFacts = {
  ...{ kind: 'image', shape: [32, 32, 3] },
  classes: ['daisy', 'rose', 'tulip'].map((name, label) => ({ name, label })),
  splits: { train: { count: 300 }, validation: { count: 30 }, test: { count: 30 } },
};
const configOf = (teacher: object): object => ({
  ...{ name: 'a', data: { format: 'images', path: 'flowers', size: 32 } },
  teacher: { model: { preset: 'file', path: 'a.onnx' }, ...teacher },
  student: { model: { preset: 'mlp', hidden: [30] } },
});
const parsed = (teacher: object): ReturnType<typeof parseConfig> =>
  parseConfig(stringify(configOf(teacher)), 'yaml', { lookUp: () => facts });
const errorsOf = (teacher: object): readonly Problem[] =>
  parsed(teacher).problems.filter(({ severity }) => severity === 'error');

const cases: [teacher: object, message: string | undefined][] = [
  [{ input: { range: [0, 255], mean: [1, 2, 3], std: 4, size: 64, channels: 'bgr', layout: 'NCHW' } }, undefined],
  [{ input: {} }, undefined],
  [{ input: { mean: [0.1, 0.2] } }, 'Mean: 2 numbers for 3 channels. Write one number, or one for each.'],
  [
    { input: { channels: 'gray', std: [1, 1, 1] } },
    'Std: 3 numbers for 1 channels. Write one number, or one for each.',
  ],
  [
    { input: { std: 0 } },
    "'teacher.input.std' is 0; it must be a number above 0, or a list of 1 to 100,000 items, each a number above 0.",
  ],
  [{ input: { range: [1, 1] } }, "'teacher.input.range': has the same number twice."],
  [{ classOrder: ['tulip', 'daisy', 'rose'] }, undefined],
  [{ classOrder: [2, 'daisy', 1] }, undefined],
  [{ classOrder: ['tulip', 'daisi', 'rose'] }, "The data has no class 'daisi'. Did you mean 'daisy'?"],
  [{ classOrder: ['tulip', 7, 'rose'] }, 'The data has no class 7. Write one of daisy, rose, tulip.'],
  [
    { classOrder: ['tulip', 'rose', 'rose'] },
    "It names 'rose' twice. Name each class once, in the order of the teacher’s outputs.",
  ],
  [
    { classOrder: ['tulip', 'rose'] },
    'It names 2 classes, and the data has 3. Name daisy too, in the order of the teacher’s outputs.',
  ],
];

describe('the input and the order of classes of a teacher', () => {
  for (const [teacher, message] of cases) {
    it(`${JSON.stringify(teacher)} ${message === undefined ? 'is right' : 'is an error in its words'}`, () => {
      assert.deepEqual(
        errorsOf(teacher).map((problem) => problem.message),
        message === undefined ? [] : [message],
      );
    });
  }

  it('says where targets that are not the teacher’s own cannot be made', () => {
    const of = (teacher: object, more: object = {}): string[] =>
      parseConfig(stringify({ ...configOf(teacher), ...more }), 'yaml', { lookUp: () => facts })
        .problems.filter(({ severity }) => severity === 'error')
        .map(({ message }) => message);
    assert.deepEqual(of({ targets: 'permuted' }), []);
    assert.deepEqual(of({ targets: 'smoothed' }), []);
    assert.deepEqual(of({ targets: 'permuted' }, { temperature: { strategy: 'linear', from: 8, to: 1 } }), []);
    assert.deepEqual(of({ targets: 'smoothed' }, { temperature: { strategy: 'linear', from: 8, to: 1 } }), [
      "Smoothed labels have the entropy of one temperature, and that of 'linear' changes. Take strategy: constant, or targets: permuted.",
    ]);
    assert.deepEqual(of({ targets: 'smoothed' }, { transfer: { labelFraction: 0.1 } }), [
      'Smoothed labels would tell the labels that transfer.labelFraction hides. Take targets: permuted.',
    ]);
    assert.match(
      of({ targets: 'permuted' }, { train: { augment: { jitter: 2 } } }).join(),
      /^Examples change by augment, and targets: permuted are for those as they are\. Remove augment, or targets\.$/,
    );
  });

  it('have no meaning for a teacher that the run trains', () => {
    const [problem] = errorsOf({ model: { preset: 'mlp', hidden: [300] }, input: { range: [0, 255] } });
    assert.equal(problem?.code, 'input-unused');
    assert.match(problem.message, /^This teacher is trained by the run, on what the student sees/);
  });

  const network = (input: readonly number[]): FileInfo => ({ kind: 'network', input, classes: 3 });
  const faultsOf = (teacher: object, file: FileInfo): string[] =>
    checkReferences(parsed(teacher), {
      ...{ file: () => file, run: () => undefined, data: () => undefined, names: () => [] },
    }).map(({ message }) => message);

  it('are held against the outline of the file: its size, its channels and its layout', () => {
    assert.deepEqual(faultsOf({ input: { size: 64 } }, network([3, 64, 64])), []);
    assert.deepEqual(faultsOf({ input: { channels: 'gray' } }, network([1, 32, 32])), []);
    assert.deepEqual(faultsOf({ input: { channels: 'gray' } }, network([1024])), []);
    assert.match(faultsOf({}, network([3, 64, 64])).join(), /takes 3×64×64, the data has 32×32×3/);
    assert.match(faultsOf({ input: { size: 48 } }, network([3, 64, 64])).join(), /takes 3×64×64, the data has 48×48×3/);
    assert.match(faultsOf({ input: { layout: 'NHWC' } }, network([3, 32, 32])).join(), /takes 3×32×32/);
  });

  it('are offered where the file takes another size or other channels', () => {
    const text = stringify(configOf({}));
    for (const [taken, input] of [
      [[3, 64, 64], '{ size: 64 }'],
      [[1, 32, 32], '{ channels: gray }'],
      [[48, 40, 1], '{ size: [48, 40], channels: gray }'],
    ] as const) {
      const config = parsed({});
      const [problem] = checkReferences(config, {
        ...{ file: () => network(taken), run: () => undefined, data: () => undefined, names: () => [] },
      });
      assert.ok(problem);
      assert.match(problem.message, /Take a network that was made for this data\.$/);
      const [fix] = fixesFor(config, problem);
      assert.equal(fix?.title, `Set teacher.input to ${input}`);
      const after = parseConfig(applyEdits(text, fix.edits), 'yaml', { lookUp: () => facts });
      assert.ok(after.config?.teacher?.input !== undefined);
    }
    assert.match(faultsOf({}, network([7, 9, 11])).join(), /Take a network that was made for this data\.$/);
  });

  it('are completed: keys, values, and classes by what the data has', () => {
    const text = stringify(configOf({})).replace('teacher:\n', 'teacher:\n  input: { | }\n');
    const labels = (written: string, names: readonly string[] = []): string[] => {
      const place = completionAt(written.replace('|', ''), 'yaml', written.indexOf('|'));
      return (place?.complete(names.map((name) => ({ name }))) ?? []).map(({ label }) => label);
    };
    assert.deepEqual(labels(text), ['range', 'mean', 'std', 'size', 'channels', 'layout', 'invert']);
    assert.deepEqual(labels(text.replace('{ | }', '{ channels: | }')), ['rgb', 'bgr', 'gray']);
    const list = text.replace('input: { | }', 'classOrder: [|]');
    assert.ok(labels(list, ['rose']).includes('rose'));
    assert.equal(completionAt(list.replace('|', ''), 'yaml', list.indexOf('|'))?.wanted, 'classes');
  });

  it('are lints of a file of answers too: it takes nothing, has no key beside pictures, and knows no changed ones', () => {
    const answers = { preset: 'answers', path: 'a.npz' };
    const messages = (teacher: object, train: object = {}): string[] =>
      parseConfig(stringify({ ...configOf(teacher), train }), 'yaml', { lookUp: () => facts }).problems.map(
        ({ message }) => message,
      );
    assert.deepEqual(messages({ model: answers }), []);
    assert.deepEqual(messages({ model: answers, input: {} }), [
      'A file of answers takes no examples: input has no meaning. Remove it.',
    ]);
    assert.match(messages({ model: { ...answers, key: 'id' } }).join(), /^The data is no table, so that its examples/);
    assert.match(
      messages({ model: answers }, { augment: { flip: true } }).join(),
      /Name a list of files, one for each changed/,
    );
    assert.deepEqual(
      messages({ model: { ...answers, path: ['a.npz', 'b.npz'] } }, { augment: { flip: true } }).filter((one) =>
        /answers/.test(one),
      ),
      [],
    );
    assert.match(messages({ model: { ...answers, path: 'a.onnx' } }).join(), /must end in .npy, .npz, .csv, .tsv or/);
  });

  it('are held against the headers of a file of answers: its rows and its columns', () => {
    const model = { preset: 'answers', path: ['a.npz', 'b.npy'] };
    assert.deepEqual(faultsOf({ model }, { kind: 'answers', rows: 360, columns: 3 }), []);
    assert.deepEqual(faultsOf({ model }, { kind: 'answers' }), []);
    assert.deepEqual(faultsOf({ model }, { kind: 'answers', rows: 300, columns: 3 }), [
      "'a.npz' has 300 rows, and the data has 360 examples. Write one row for each example of the data’s files, in their order.",
      "'b.npy' has 300 rows, and the data has 360 examples. Write one row for each example of the data’s files, in their order.",
    ]);
    assert.match(
      faultsOf({ model }, { kind: 'answers', rows: 360, columns: 4 }).join(),
      /^'a\.npz' has 4 columns, and the data has 3 classes\./,
    );
    const keyed = { preset: 'answers', path: 'a.csv', key: 'id' };
    const table = { kind: 'answers', rows: 900, columns: 4, columnNames: ['id', 'a', 'b', 'c'] } as const;
    assert.deepEqual(
      faultsOf({ model: keyed }, table),
      [],
      'the key is no class, and rows that are found by it may be more',
    );
    assert.match(faultsOf({ model: { ...keyed, key: undefined } }, table).join(), /^'a\.csv' has 4 columns/);
    const text = stringify(configOf({ model })).replace('b.npy', 'x');
    assert.equal(completionAt(text, 'yaml', text.indexOf('- x') + 3)?.wanted, 'answer files');
  });

  it('are counted in the hover of a file of answers', () => {
    const model = { preset: 'answers', path: ['a.csv', 'b.npy'], key: 'id' };
    const text = stringify(configOf({ model }));
    const sizes: Record<string, FileInfo> = {
      'a.csv': { kind: 'answers', rows: 1200, columns: 4, columnNames: ['id', 'a', 'b', 'c'] },
      'b.npy': { kind: 'answers', rows: 360, columns: 3 },
    };
    const hover = (word: string): string =>
      hoverConfig(text, 'yaml', text.indexOf(word) + 1, undefined, (name) => sizes[name])?.markdown ?? '';
    for (const word of ['preset: answers', 'path:\n', 'a.csv', 'key:']) {
      assert.match(
        hover(word),
        /1,200 rows of 3 numbers, told apart by a key in a\.csv {2}\n360 rows of 3 numbers in b\.npy/,
        word,
      );
    }
  });

  it('are not counted in the hover of a large table of answers, which says so', () => {
    const text = stringify(configOf({ model: { preset: 'answers', path: 'far/large.csv' } }));
    const info: FileInfo = { kind: 'answers', uncountedBytes: 12_345_678 };
    const hover = hoverConfig(text, 'yaml', text.indexOf('far/') + 1, undefined, () => info)?.markdown ?? '';
    assert.match(hover, /12\.3 MB in large\.csv, whose rows are counted when a run begins/);
  });

  it('are offered as a fix where an earlier run found the teacher to be read wrongly', () => {
    for (const [language, text] of [
      ['yaml', stringify(configOf({}))],
      ['json', JSON.stringify(configOf({}))],
    ] as const) {
      const config = parseConfig(text, language, { lookUp: () => facts });
      const reading = readingIn('{"input":{"mean":0.5,"std":0.2},"classOrder":["rose","tulip","daisy"]}');
      assert.ok(reading);
      const [problem] = checkReferences(config, {
        ...{ file: () => undefined, run: () => undefined, data: () => undefined, names: () => [] },
        misreadTeachers: [{ path: ['teacher'], message: 'In an earlier run.', reading }],
      });
      assert.deepEqual([problem?.code, problem?.severity], ['misread-teacher', 'warning']);
      assert.ok(problem);
      const [fix] = fixesFor(config, problem);
      assert.equal(fix?.title, 'Set teacher.input and teacher.classOrder as an earlier run found it');
      const { config: after } = parseConfig(applyEdits(text, fix.edits), language, { lookUp: () => facts });
      assert.deepEqual(after?.teacher?.input, { mean: 0.5, std: 0.2 });
      assert.deepEqual(after.teacher.classOrder, ['rose', 'tulip', 'daisy']);
    }
  });

  it('are taken from a log only where they are such settings', () => {
    for (const text of ['', '{', '{"train":{}}', '{"input":{"std":0}}', '{"input":{"x":1}}', '[]', '"a"']) {
      assert.equal(readingIn(text), undefined, text);
    }
  });

  it('are explained where they are pointed at', () => {
    const text = stringify(configOf({ input: { mean: 0.1307, std: 0.3081 } }));
    const hover = hoverConfig(text, 'yaml', text.indexOf('mean'));
    assert.match(hover?.markdown ?? '', /Number that is subtracted from pixels of that range/);
  });
});
