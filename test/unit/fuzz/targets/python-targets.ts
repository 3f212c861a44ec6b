import assert from 'node:assert/strict';
import type { Generator } from '../../../../src/data';
import { pythonNames } from '../../../../src/running/references/python-names';
import { pick } from '../forge-json';
import type { Target } from '../target';

const modules = [
  `"""def in_text(): pass"""
from __future__ import annotations
import torch.nn as nn, os.path
from timm import (
    create_model as make_timm,  # def in_comment():
    list_models,
)
SIZES: dict[str, int] = {"small": 8}
first, (second, *rest) = 1, (2, 3)
text = 'def in_quotes(): \\'' "#"; later = 1
if SIZES: inline = 2

@decorated(
    width=4)
def make_student(width: float = 0.5,
                 keys={"a": 1}) -> nn.Module:
    def local(): pass
    global counted
    return Student(width)

class Student(nn.Module):
    size = 3
`,
  'async def later(): ...\nwith open("x") as handle, other as (one, two): pass\nlong = 1 + \\\n    2\nfound = [a for a in b if (c := a)]\n',
];
const pieces = [
  ...[
    '"""',
    "'''",
    '"',
    '\\',
    '\\\n',
    '(',
    ')',
    '[',
    '#',
    ';',
    ':',
    '=',
    '==',
    ':=',
    ' for ',
    ' in ',
    ' as ',
    'def ',
    'class ',
    'import ',
  ],
  ...['\tdef x(): pass\n', '\r\n', '\u00a0', '\ufeff', 'from a import *\n', 'match x:\n', '__getattr__', 'größe = 1\n'],
];

/** Python files, whose names are read from their text. */
export function pythonNamesTarget(): Target {
  const check = (bytes: Buffer): void => {
    const { callables, all } = pythonNames(bytes.toString('utf8'));
    assert.equal(new Set(callables).size, callables.length);
    for (const name of callables) {
      assert.match(name, /^[\p{L}_][\p{L}\p{N}_]*$/u);
      assert.ok(all === undefined || all.has(name), `${name} is one of all`);
    }
  };
  const lines = (length: number, line: string): string => line.repeat(Math.ceil(length / line.length));
  const long = (part: string, head = '', tail = ''): string => `${head}${part.repeat(1900 / part.length)}${tail}\n`;
  return {
    ...{ name: 'names of a Python file', corpus: modules.map((text) => Buffer.from(text)), check },
    forge: (original: Buffer, generator: Generator) => {
      let text = original.toString('utf8');
      for (let left = 1 + generator.nextBelow(4); left > 0; left -= 1) {
        const place = generator.nextBelow(text.length);
        text = text.slice(0, place) + pick(pieces, generator) + text.slice(place + generator.nextBelow(3));
      }
      return Buffer.from(text);
    },
    worst: {
      'functions of other names': [
        1 << 17,
        (length) => Array.from({ length: length / 16 }, (_, at) => `def f${at}(): 1\n`).join(''),
      ],
      'quotes that open': [1 << 15, (length) => lines(length, '"')],
      'long quotes that open': [1 << 15, (length) => lines(length, '"""x')],
      'one long text': [1 << 15, (length) => `a = """${'x'.repeat(length)}`],
      'backslashes in a text': [1 << 15, (length) => `a = """${'\\'.repeat(length)}`],
      'prefixes of texts': [1 << 15, (length) => 'rb'.repeat(length / 2)],
      'brackets that open': [1 << 15, (length) => lines(length, 'a = (\n')],
      'lines that go on': [1 << 15, (length) => lines(length, 'a = \\\n')],
      'statements of a line': [1 << 15, (length) => lines(length, long('a=1;'))],
      'targets of a line': [1 << 15, (length) => lines(length, long('a = '))],
      'names of a line': [1 << 15, (length) => lines(length, long('a, '))],
      'one name of a line': [1 << 15, (length) => lines(length, long('a', '', ' :'))],
      'loops of a line': [1 << 15, (length) => lines(length, long('for x '))],
      'loops and spaces of a line': [
        1 << 15,
        (length) => lines(length, `${'for x'.repeat(150)}${' '.repeat(1000)}y\n`),
      ],
      'matches of a line': [1 << 15, (length) => lines(length, long('match ', '', 'x'))],
      'colons of a line': [1 << 15, (length) => lines(length, long('a:', 'if '))],
      'imports of a line': [1 << 15, (length) => lines(length, long('a as b, ', 'import '))],
      'spaces behind import': [1 << 15, (length) => lines(length, long(' ', 'import a', 'as'))],
      'globals of a body': [1 << 15, (length) => `def f():\n${lines(length, ` ${long('global ')}`)}`],
      'spaces alone': [1 << 15, (length) => ' '.repeat(length)],
      'empty lines': [1 << 15, (length) => '\n'.repeat(length)],
    },
  };
}
