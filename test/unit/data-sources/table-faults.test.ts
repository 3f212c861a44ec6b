import assert from 'node:assert/strict';
import { OwnData } from './opened';
import { temporaryFolder } from './small-idx';

const folder = temporaryFolder();
const data = new OwnData(folder.path, { format: 'table', path: 'a.csv', validation: 1, test: 1 });
const put = (text: string | Buffer, name = 'a.csv'): void => folder.put({ [name]: Buffer.from(text) });

describe('a table that cannot be used', () => {
  const many = (text: (row: number) => string): string =>
    `name,y\n${Array.from({ length: 300 }, (_, row) => `${text(row)},${row % 2}`).join('\n')}`;
  const cases: readonly [what: string, text: string | Buffer, settings: object, says: RegExp][] = [
    [
      'with ragged rows',
      'a,b,y\n1,2,p\n1,2\n',
      {},
      /^a\.csv, line 3: 2 values, where 3 columns have names; give every row as many/,
    ],
    ['with too many values', 'a,b,y\n1,2,p\n1,2,3,4\n', {}, /line 3: 4 values, where 3 columns/],
    [
      'with a quote that is never closed',
      'a,b,y\n1,"2,p\n3,4,q\n',
      {},
      /a quote is opened and never closed; write a quote within a quoted value twice/,
    ],
    ['with a quote inside of a value', 'a,b,y\n1,2"3,p\n', {}, /line 2: a quote is not where one may be/],
    ['with two columns of one name', 'a,a,y\n1,2,p\n', {}, /two columns are called 'a'/],
    [
      'without names',
      '1,2,3\n4,5,6\n',
      {},
      /first row has values and no names: 1, 2, 3; write a row of names before it, or data\.header: false/,
    ],
    [
      'without names, where some values are texts',
      '5.1,3.5,1.4,0.3,9,setosa\n4.9,3,1.4,0.2,8,setosa\n7,3.2,4.7,1.4,7,versicolor\n',
      { columns: { label: 'setosa' } },
      /first row has values and no names: 5\.1, 3\.5, 1\.4, 0\.3, 9, …; write a row of names/,
    ],
    ['without names, where a number is there twice', '1,1,p\n2,3,q\n', {}, /has values and no names: 1, 1, p;/],
    ['without rows', 'a,b,y\n', {}, /a\.csv: it has no row/],
    ['that is empty', '', {}, /a\.csv: it is empty/],
    ['in another encoding', Buffer.from('a,y\n1,Müll\n', 'latin1'), {}, /it is no UTF-8 text .*; save it as UTF-8/],
    [
      'without a column of labels',
      'a,b\n1,2\n',
      {},
      /no column is called label, labels, target, class or y; write the column of the labels in data\.columns\.label; its columns are a, b/,
    ],
    [
      'with a label that is not there',
      'a,y\n1,2\n',
      { columns: { label: 'z' } },
      /data\.columns\.label: a\.csv has no column 'z'; its columns are a, y/,
    ],
    [
      'with a number that is not there',
      'a,y\n1,2\n',
      { columns: { numbers: ['z'] } },
      /data\.columns\.numbers: a\.csv has no column 'z'/,
    ],
    [
      'with the label among the numbers',
      'a,y\n1,2\n',
      { columns: { numbers: ['y'] } },
      /data\.columns\.numbers: 'y' is the label/,
    ],
    [
      'with a column of both kinds',
      'a,y\n1,2\n',
      { columns: { numbers: ['a'], texts: ['a'] } },
      /'a' is among the numbers already/,
    ],
    [
      'with a text among numbers',
      'a,y\n1,p\nx,q\n',
      { columns: { numbers: ['a'] } },
      /row 2 has 'x' in 'a', which is no number; name the column in data\.columns\.texts/,
    ],
    ['with the label alone', 'y\np\nq\n', {}, /there is no column beside the label 'y'/],
    [
      'with names of rows',
      many((row) => `name ${row}`),
      {},
      /'name' has 300 different texts in 300 rows, such as 'name 0', .*; name the columns to learn from/,
    ],
    [
      'with a label in two Unicode forms',
      'a,y\n1,caf\u00e9\n2,cafe\u0301\n3,tea\n',
      {},
      /'y': the label 'caf\u00e9' is written in two Unicode forms, which look the same; write it in one of them/,
    ],
    ['with a number beyond float32', 'a,y\n1,p\n1e400,q\n', {}, /row 2 has 1e400 in 'a', beyond what float32 holds/],
    ['with one class', 'a,y\n1,p\n2,p\n', {}, /'y': all labels are p; there is nothing to tell apart/],
    [
      'with numbers to be predicted',
      'a,y\n1,0.5\n2,0.7\n',
      {},
      /a label is 0\.5, which is no class: this is regression/,
    ],
    [
      'with a class in the test alone',
      'a,y\n1,p\n2,q\n3,p\n',
      { test: 'b.csv' },
      /b\.csv: 'y': the label of example 0 is r; no training example has it .*; the training labels are p, q/,
    ],
    ['that is another file', 'a', { path: 'a.xlsx' }, /a\.xlsx is no \.csv, \.tsv or \.parquet file/],
    ['that is not there', 'a', { path: 'nowhere.csv' }, /nowhere\.csv cannot be read: there is no such file or folder/],
    ['in a folder of several', 'a', { path: '.' }, /has the tables a\.csv, b\.csv, where train\.csv is looked for/],
    [
      'tested on what is trained on',
      'a,y\n1,p\n2,q\n',
      { test: 'a.csv' },
      /data\.test: a\.csv is read for training already/,
    ],
  ];
  for (const [what, text, settings, says] of cases) {
    it(`is refused ${what}`, async () => {
      put(text);
      put('a,y\n3,r\n', 'b.csv');
      put('PK', 'a.xlsx');
      assert.match(await data.fault(settings), says);
    });
  }
});
