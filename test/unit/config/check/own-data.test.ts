import assert from 'node:assert/strict';
import { applyEdits, checkReferences, completionAt, fixesFor, parseConfig } from '../../../../src/config';
import type { DataFacts, DataOptions } from '../../../../src/data-sources';
import { base, factsOf, parsed, codes } from '../own-data';

describe('lints of own data', () => {
  it('refuse changed pictures of a table in these words, with a fix', () => {
    const table = parsed(factsOf([50, 50]), { data: { ...base.data, augment: { flip: true } } });
    const [problem, ...more] = table.problems;
    assert.deepEqual(more, []);
    assert.deepEqual(
      [problem?.code, problem?.severity, problem?.message],
      ['augment-without-images', 'error', 'augment changes pictures, and a table has columns. Remove it.'],
    );
    const fixes = problem === undefined ? [] : fixesFor(table, problem);
    assert.deepEqual(
      fixes.map(({ title }) => title),
      ['Remove data.augment'],
    );
    const completed = completionAt(
      table.text.replace('pets.csv', 'pets.csv\n  '),
      'yaml',
      table.text.indexOf('pets.csv') + 11,
    );
    assert.ok(!JSON.stringify(completed).includes('augment'));
  });

  it('refuse changed pictures of arrays without pictures', () => {
    const data = { format: 'arrays', path: 'pets.npz', augment: { rotation: 5 } };
    const { problems } = parsed(factsOf([50, 50], { kind: 'vector' }), { data });
    assert.deepEqual(
      problems.filter(({ severity }) => severity === 'error').map(({ code, path }) => [code, path]),
      [['augment-without-images', ['data', 'augment']]],
    );
  });

  it('take mixup away from a loss that needs one label', () => {
    const data = { format: 'arrays', path: 'pets.npz', augment: { mixup: 0.4 } };
    const facts = factsOf([50, 50], { kind: 'image', shape: [8, 8, 3] });
    const found = parsed(facts, { data, loss: { kind: 'dkd', warmup: 0 } });
    const problem = found.problems.find(({ code }) => code === 'mixup-without-label');
    assert.match(problem?.message ?? '', /^The loss dkd needs one true label of every example, and mixup mixes two\./);
    const [fix] = problem === undefined ? [] : fixesFor(found, problem);
    assert.equal(fix?.title, 'Remove data.augment.mixup');
  });

  it('name a model out of all proportion to the data, and none near it', () => {
    const sized = (hidden: readonly number[], examples: number, shape: readonly number[]): string[] => {
      const facts = factsOf([examples / 2, examples / 2], { kind: 'image', shape });
      const data = { format: 'idx', path: 'pets', validation: 1 };
      const network = { preset: 'mlp', hidden };
      const own = codes(parsed(facts, { data, student: { model: network }, teacher: undefined, loss: { soft: 0 } }));
      return own.filter((code) => /(over|under)sized/.test(code));
    };
    // 9 numbers × 201 examples, less one, are 1,800 values: a finding from 180,000 parameters on.
    assert.deepEqual(sized([410, 410], 201, [3, 3, 1]), []);
    assert.deepEqual(sized([430, 430], 201, [3, 3, 1]), ['oversized-model']);
    // 3 × 64 × 64 numbers and a hidden unit are 12,295 parameters; a million values for each need 1,000,574 examples.
    assert.deepEqual(sized([1], 1_000_000, [64, 64, 3]), []);
    assert.deepEqual(sized([1], 1_002_000, [64, 64, 3]), ['undersized-model']);
    // Small data with a small network, as in the examples.
    assert.deepEqual(sized([120, 120], 10, [1, 1, 1]), []);
  });

  it('hold no flip against pictures in color, or with names', () => {
    const flipped = (facts: Partial<DataFacts>): string[] =>
      codes(parsed(factsOf([50, 50], facts), { data: { format: 'idx', path: 'pets', augment: { flip: true } } }));
    const digits = [0, 1].map((label) => ({ name: String(label), label }));
    const letters = ['a', 'Ж'].map((name, label) => ({ name, label }));
    for (const classes of [digits, letters]) {
      assert.ok(flipped({ kind: 'image', shape: [8, 8, 1], classes }).includes('flipped-characters'));
      assert.ok(!flipped({ kind: 'image', shape: [8, 8, 3], classes }).includes('flipped-characters'));
    }
    assert.ok(!flipped({ kind: 'image', shape: [8, 8, 1] }).includes('flipped-characters'));
  });

  it('say which class has one example', () => {
    const [problem] = parsed(factsOf([50, 1, 40])).problems.filter(({ code }) => code === 'class-of-one');
    assert.match(problem?.message ?? '', /^Class kind 1 has 1 example: it is trained on, or it is tested on/);
    assert.ok(!codes(parsed(factsOf([50, 2, 40]))).includes('class-of-one'));
  });

  it('offer to take the other classes alone, by their names', () => {
    const facts = factsOf([50, 1, 40]);
    const found = parsed(facts);
    const problem = found.problems.find(({ code }) => code === 'class-of-one');
    assert.ok(problem);
    assert.equal(found.text.slice(problem.start, problem.end), 'pets.csv');
    const [fix] = fixesFor(found, problem);
    assert.equal(fix?.title, 'Take the other 2 classes alone');
    const after = applyEdits(found.text, fix.edits);
    assert.match(after, /^ {2}classes: \[kind 0, kind 2\]$/m);
    const classes = [0, 2].map((label) => ({ name: `kind ${label}`, label }));
    assert.deepEqual(codes(parseConfig(after, 'yaml', { lookUp: () => factsOf([50, 40], { classes }) })), []);
  });

  const none = { count: 0, named: [] };
  const cases: readonly [code: string, examples: object, says: string][] = [
    [
      'unreadable-examples',
      { unreadable: { count: 1, named: ['rose/7.jpg is cut off'] } },
      '1 file that cannot be read is left out: rose/7.jpg is cut off. Get it again, or remove it.',
    ],
    [
      'unreadable-examples',
      { unreadable: { count: 7, named: ['rose/7.jpg is cut off', 'rose/8.jpg is cut off'] } },
      '7 files that cannot be read are left out: rose/7.jpg is cut off, rose/8.jpg is cut off, …. Get them again, or remove them.',
    ],
    [
      'shared-examples',
      { shared: { count: 2, named: ['rose/7.jpg = rose/1.jpg', 'rose/9.jpg = rose/3.jpg'] } },
      '2 examples of validation or test are in another split too: rose/7.jpg = rose/1.jpg, rose/9.jpg = rose/3.jpg. Remove one of each, or errors on the test are too few.',
    ],
    [
      'repeated-examples',
      { repeated: { count: 1, named: ['rose/7.jpg = daisy/1.jpg'] } },
      '1 example is there before: rose/7.jpg = daisy/1.jpg. One may be trained on and the other tested, since splits are cut off. Remove one of each.',
    ],
  ];
  for (const [code, some, says] of cases) {
    it(`name single examples at the path of the data once all were read: ${says.slice(0, 40)}`, () => {
      const examples = { unreadable: none, shared: none, repeated: none, ...some };
      const found = parsed(factsOf([50, 50], { examples }));
      assert.deepEqual(codes(found), [code]);
      assert.equal(found.problems[0]?.message, says);
      assert.equal(found.text.slice(found.problems[0].start, found.problems[0].end), 'pets.csv');
    });
  }

  it('are silent of repeated examples where no split is cut off', () => {
    const splits = { train: { count: 100, classCounts: [50, 50] }, validation: { count: 9 }, test: { count: 9 } };
    const examples = { unreadable: none, shared: none, repeated: { count: 1, named: ['a as b'] } };
    assert.deepEqual(codes(parsed(factsOf([50, 50], { splits, examples }))), []);
  });

  it('stand at the list whose paths lead to nothing, with the rows', () => {
    const data = { format: 'images', path: 'flowers', list: 'flowers/train.csv' };
    const one = parsed(factsOf([50, 50]), { data });
    const finding = {
      kind: 'fault',
      message: 'data.list: train.csv: 2 of 3 pictures are not there: row 3: no.png, row 4: nor.png',
      hint: 'correct the paths',
    } as const;
    const references = { file: () => undefined, run: () => undefined, data: () => finding, names: () => [] };
    const [problem] = checkReferences(one, references);
    assert.equal(one.text.slice(problem?.start, problem?.end), 'flowers/train.csv');
    assert.match(
      problem?.message ?? '',
      /2 of 3 pictures are not there: row 3: no\.png, row 4: nor\.png\. Correct the paths\.$/,
    );
  });

  it('name two classes that case or spaces alone keep apart, and no letters', () => {
    const found = (...names: string[]): (string | undefined)[] => {
      const classes = names.map((name, label) => ({ name, label }));
      const { problems } = parsed(factsOf([50, 50, 50], { classes }));
      return problems.filter(({ code }) => code === 'near-class-names').map(({ message }) => message);
    };
    const says = (one: string, other: string): string =>
      `The classes '${one}' and '${other}' differ in upper and lower case or in spaces alone, and are told apart as two. If they are one, write both alike in the data.`;
    assert.deepEqual(found('Cat', 'cat', 'dog'), [says('Cat', 'cat')]);
    assert.deepEqual(found('dog', 'fire  engine', ' fire engine'), [says('fire  engine', ' fire engine')]);
    assert.deepEqual(found('A', 'a', 'b'), []);
    assert.deepEqual(found('cat', 'cats', 'dog'), []);
  });

  it('suggest class-frequency where a class outnumbers another ten times, with a fix', () => {
    const found = parsed(factsOf([330, 30]));
    const problem = found.problems.find(({ code }) => code === 'uneven-classes');
    assert.ok(problem);
    assert.match(problem.message, /^Class kind 0 has 330 examples, kind 1 has 30\. temperature: class-frequency/);
    const [fix] = fixesFor(found, problem);
    assert.ok(fix);
    const after = parseConfig(applyEdits(found.text, fix.edits), 'yaml', { lookUp: () => factsOf([330, 30]) });
    assert.equal(after.config?.temperature.strategy, 'class-frequency');
    assert.ok(!codes(after).includes('uneven-classes'));
    assert.deepEqual(codes(parsed(factsOf([300, 30]))), []);
  });

  it('name labels that look like numbers to be predicted', () => {
    const labels = Array.from({ length: 60 }, (_, index) => index * 3);
    const facts = factsOf(
      labels.map(() => 2),
      { classes: labels.map((label) => ({ name: String(label), label })) },
    );
    const problem = parsed(facts).problems.find(({ code }) => code === 'regression-labels');
    assert.match(
      problem?.message ?? '',
      /60 different labels in 120 examples look like numbers to be predicted: that is regression/,
    );
    const many = factsOf(
      labels.map(() => 20),
      { classes: facts.classes },
    );
    assert.ok(!codes(parsed(many)).includes('regression-labels'));
  });

  it('offer other columns of a table as its label in place of numbers to be predicted', () => {
    const labels = Array.from({ length: 60 }, (_, index) => index * 3);
    const columns: DataFacts['columns'] = [
      { name: 'price', use: 'label', missing: 0 },
      { name: 'area', use: 'number', missing: 0 },
      { name: 'notes', use: 'unused', missing: 0 },
      { name: 'kind', use: 'text', missing: 0 },
      { name: 'color', use: 'text', missing: 0 },
    ];
    const classes = labels.map((label) => ({ name: String(label), label }));
    const facts: DataFacts = {
      ...factsOf(
        labels.map(() => 2),
        { classes },
      ),
      kind: 'table',
      columns,
    };
    const text = (label: string): string =>
      `name: a\ndata: { format: table, path: houses.csv, columns: { label: ${label}, texts: [color] } }\nstudent: { model: { preset: mlp, hidden: [4] } }\nloss: { hard: 1, soft: 0 }\n`;
    // Facts of another column are not known before a look.
    const lookUp = (options: DataOptions): DataFacts | undefined =>
      options.format === 'table' && options.columns?.label === 'price' ? facts : undefined;
    const found = parseConfig(text('price'), 'yaml', { lookUp });
    const problem = found.problems.find(({ code }) => code === 'regression-labels');
    assert.ok(problem);
    assert.deepEqual(
      fixesFor(found, problem).map(({ title, isPreferred, edits }) => [
        title,
        isPreferred,
        applyEdits(found.text, edits),
      ]),
      ['kind', 'notes'].map((name) => [`Set data.columns.label to ${name}`, false, text(name)]),
    );
  });

  it('refuse changed images where there are none, and another number of means', () => {
    const augment = parsed(factsOf([50, 50]), { train: { batchSize: 8, augment: { flip: true } } });
    const problem = augment.problems.find(({ code }) => code === 'augment-without-images');
    assert.ok(problem);
    assert.ok(fixesFor(augment, problem).length > 0);
    const normalize = { mean: [1, 2, 3], std: 1 };
    const found = parsed(factsOf([50, 50]), { data: { ...base.data, normalize } });
    const [length] = found.problems.filter(({ code }) => code === 'normalize-length');
    assert.equal(length?.message, '3 numbers for 2 columns. Write one number, or one for each.');
  });

  it('put the fault of data where the setting is that it names', () => {
    const one = parsed(factsOf([50, 50]), { data: { ...base.data, test: 'held.csv' } });
    const finding = {
      kind: 'fault',
      message: 'data.test: held.csv is read for training already',
      hint: 'name others',
    } as const;
    const [problem] = checkReferences(one, {
      file: () => undefined,
      run: () => undefined,
      data: () => finding,
      names: () => [],
    });
    assert.equal(one.text.slice(problem?.start, problem?.end), 'held.csv');
  });
});
