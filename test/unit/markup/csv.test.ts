import assert from 'node:assert/strict';
import { formatCsv } from '../../../src/markup';

describe('a cell of comma-separated values', () => {
  const cases: readonly [value: unknown, cell: string][] = [
    [`=cmd|' /C calc'!A0`, `'=cmd|' /C calc'!A0`],
    ['+1+2', `'+1+2`],
    ['-2+3', `'-2+3`],
    ['@SUM(A1)', `'@SUM(A1)`],
    [' =1', `' =1`],
    ['"=1"', `"'""=1"""`],
    ['\t=1', `'\t=1`],
    ['\r=1', `"'\r=1"`],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\nb', '"a\nb"'],
    ['plain = text', 'plain = text'],
    [-0.5, '-0.5'],
    [1e-7, '1e-7'],
    [Number.NaN, ''],
    [undefined, ''],
    [{ formula: '=1' }, '"{""formula"":""=1""}"'],
  ];
  for (const [value, cell] of cases) {
    it(`is ${JSON.stringify(cell)} for ${JSON.stringify(value)}`, () =>
      assert.equal(formatCsv([[value]]), `${cell}\r\n`));
  }
  it('of any column is escaped', () => {
    assert.equal(
      formatCsv([
        ['step', '=1', 2],
        ['=2', undefined, '=3'],
      ]),
      "step,'=1,2\r\n'=2,,'=3\r\n",
    );
  });
});
