import assert from 'node:assert/strict';
import { OwnData } from './opened';
import { temporaryFolder } from './small-idx';

const folder = temporaryFolder();
const data = new OwnData(folder.path, { format: 'table', path: 'a.csv', validation: 1, test: 1 });
const put = (text: string | Buffer, name = 'a.csv'): void => folder.put({ [name]: Buffer.from(text) });

/** Twelve rows of two numbers, a text and a label. */
const rows = Array.from({ length: 12 }, (_, row) => [
  String(row),
  String(row / 4),
  row % 3 === 0 ? 'red' : 'blue',
  row % 2 === 0 ? 'cat' : 'dog',
]);
const names = ['length', 'width', 'color', 'label'];
const written = (separator: string, change: (value: string) => string = (value) => value): string =>
  [names, ...rows].map((row) => row.map(change).join(separator)).join('\n');

describe('a table', () => {
  it('has numbers as they are, texts as one column each, and classes by name', async () => {
    put(written(','));
    const { kind, shape, classes, splits, columns, firstRows } = await data.facts();
    assert.deepEqual([kind, shape], ['table', [4]]);
    assert.deepEqual(
      classes.map(({ name }) => name),
      ['cat', 'dog'],
    );
    assert.deepEqual(splits, { train: { count: 12, classCounts: [6, 6] } });
    assert.deepEqual(
      columns?.map(({ name, use }) => `${name} ${use}`),
      ['length number', 'width number', 'color text', 'label label'],
    );
    assert.deepEqual(firstRows?.[1], ['1', '0.25', 'blue', 'dog']);
    const { train, validation, test, shape: opened } = await data.open({ normalize: 'none' });
    assert.deepEqual([opened, train.count], [[4], 10]);
    const all = [train, validation, test].flatMap(({ images, labels }) =>
      [...labels].map((label, row) => [...images.subarray(4 * row, 4 * row + 4), label]),
    );
    all.sort(([one = 0], [other = 0]) => one - other);
    // `blue` comes before `red`.
    assert.deepEqual(
      all,
      rows.map(([length, width, color, label]) => [
        Number(length),
        Number(width),
        ...(color === 'red' ? [0, 1] : [1, 0]),
        label === 'cat' ? 0 : 1,
      ]),
    );
  });

  it('has its numbers standardised over the training split, and texts left at 0 and 1', async () => {
    put(written(','));
    const { train, normalization } = await data.open();
    assert.deepEqual(
      [normalization?.mean.slice(2), normalization?.std.slice(2)],
      [
        [0, 0],
        [1, 1],
      ],
    );
    for (const column of [0, 1]) {
      const values = [...train.images].filter((_, place) => place % 4 === column);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
      assert.ok(Math.abs(mean) < 1e-6 && Math.abs(variance - 1) < 1e-5, `${mean} ${variance}`);
    }
    assert.ok([...train.images].every((value, place) => place % 4 < 2 || value === 0 || value === 1));
  });

  const same: readonly [what: string, name: string, content: () => Buffer, settings?: object][] = [
    ['tabs', 'a.tsv', () => Buffer.from(written('\t'))],
    ['semicolons and decimal commas', 'a.csv', () => Buffer.from(written(';', (value) => value.replace('.', ',')))],
    ['quotes, also around separators', 'a.csv', () => Buffer.from(written(',', (value) => `"${value}"`))],
    ['a byte-order mark', 'a.csv', () => Buffer.from(`\uFEFF${written(',')}`)],
    [
      'lines that end in CR and LF, and an empty one',
      'a.csv',
      () => Buffer.from(`${written(',').replaceAll('\n', '\r\n')}\r\n\r\n`),
    ],
    ['UTF-16', 'a.csv', () => Buffer.from(`\uFEFF${written(',')}`, 'utf16le')],
    ['UTF-16 without a mark', 'a.csv', () => Buffer.from(written(','), 'utf16le')],
    ['UTF-16 in big-endian order', 'a.csv', () => Buffer.from(`\uFEFF${written(';')}`, 'utf16le').swap16()],
    [
      'an index without a name',
      'a.csv',
      () =>
        Buffer.from(
          written(',')
            .split('\n')
            .map((line, row) => `${row === 0 ? '' : row},${line}`)
            .join('\n'),
        ),
    ],
    ['spaces around values', 'a.csv', () => Buffer.from(written(',', (value) => ` ${value} `))],
    ['a separator that is said', 'a.csv', () => Buffer.from(written('|')), { separator: '|' }],
  ];
  for (const [what, name, content, settings] of same) {
    it(`is the same with ${what}`, async () => {
      put(written(','));
      const plain = await data.open();
      put(content(), name);
      const read = await data.open({ path: name, ...settings });
      assert.deepEqual(
        [[...read.train.images], [...read.train.labels], read.classList],
        [[...plain.train.images], [...plain.train.labels], plain.classList],
      );
    });
  }

  it('may have no names, quotes within quotes and breaks within values', async () => {
    put('1,"a ""b""\nc",x\n2,d,y\n3,d,x\n4,d,y\n');
    const { columns, classes } = await data.facts({ header: false, columns: { label: '3' } });
    assert.deepEqual(
      columns?.map(({ name, use }) => name + use),
      ['1number', '2text', '3label'],
    );
    assert.deepEqual(
      classes.map(({ name }) => name),
      ['x', 'y'],
    );
  });

  it('may have numbers as names, such as years', async () => {
    put('2019,2020,400.5,label\n1,2,3,p\n2,2,3,q\n3,2,1,p\n4,4,4,q\n5,5,5,p\n6,6,6,q\n7,7,7,p\n8,8,8,q\n');
    const { columns = [] } = await data.facts();
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['2019', '2020', '400.5', 'label'],
    );
  });

  it('takes the columns that are named, in their order, and no others', async () => {
    put(written(','));
    const settings = { columns: { numbers: ['width', 'length'], label: 'color' }, normalize: 'none' };
    const { shape, columns, classes } = await data.facts(settings);
    assert.deepEqual(shape, [2]);
    assert.equal(columns?.find(({ name }) => name === 'label')?.use, 'unused');
    assert.deepEqual(classes[0]?.name, 'blue');
    const { train } = await data.open(settings);
    assert.equal(train.images[0], (train.images[1] ?? 0) / 4);
  });

  it('has labels that are numbers by their numbers', async () => {
    put('a,y\n1,-1\n2,5\n3,-1\n4,05\n');
    assert.deepEqual((await data.facts()).classes, [
      { name: '-1', label: -1 },
      { name: '5', label: 5 },
    ]);
  });

  it('reads its splits from a folder, or each from a path; a text that is new there is no column', async () => {
    put('a,b,y\n1,u,p\n2,v,q\n', 'train.csv');
    put('b,y,a\nw,q,3\n', 'test.csv');
    put('y,a,b\np,4,u\n', 'val.csv');
    for (const settings of [
      { path: '.', validation: 0.1, test: undefined },
      { path: 'train.csv', validation: 'val.csv', test: 'test.csv' },
    ]) {
      const { train, validation, test } = await data.open({ ...settings, normalize: 'none' });
      assert.deepEqual([train.count, [...validation.images], [...test.images]], [2, [4, 1, 0], [3, 0, 0]]);
      assert.deepEqual([[...validation.labels], [...test.labels]], [[0], [1]]);
    }
  });
});

describe('missing values of a table', () => {
  const table = 'a,b,y\n1,u,p\nNA,v,q\n3,?,p\n4,u,q\n5,v,p\n,u,q\n7,v,p\n8,u,q\n';

  it('are refused with their places', async () => {
    put(table);
    assert.match(
      await data.fault(),
      /^a\.csv: row 2 has no value of 'a'; missing are 3: 'a' 2, 'b' 1; write data\.missing: mean.*or row/,
    );
  });

  it('become the mean of the training split alone', async () => {
    put(table);
    put('a,b,y\n,u,p\n1000,v,q\n', 'held.csv');
    const { train, test } = await data.open({ missing: 'mean', normalize: 'none', test: 'held.csv', validation: 1 });
    const values = [...train.images].filter((_, place) => place % 3 === 0);
    const mean = test.images[0] ?? 0;
    assert.ok([...train.images, ...test.images].every(Number.isFinite));
    const known = values.filter((value) => Number.isInteger(value));
    const expected = known.reduce((sum, value) => sum + value, 0) / known.length;
    assert.ok(Math.abs(mean - expected) < 1e-6, `${mean} ${expected}`);
  });

  it('leave out their rows', async () => {
    put(table);
    assert.deepEqual((await data.facts({ missing: 'row' })).splits.train, { count: 5, classCounts: [3, 2] });
  });

  it('are no labels', async () => {
    put('a,y\n1,p\n2,\n3,q\n');
    assert.match(
      await data.fault({ missing: 'mean' }),
      /row 2 has no label \('y'\); missing are 1; write data\.missing: row/,
    );
    assert.equal((await data.facts({ missing: 'row' })).splits.train.count, 2);
  });
});
