import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { completeConfig, completionAt } from '../../../../src/config';
import { checkConfigText } from '../../../../src/running';
import { pythonNames } from '../../../../src/running/references/python-names';

const code = `"""def in_text(): pass"""
from __future__ import annotations
import torch.nn as nn, os.path
from timm import (
    create_model as make_timm,  # def in_comment():
    list_models,
)
SIZES: dict[str, int] = {"small": 8}
first, (second, *rest) = 1, (2, 3)
chained = other = make_timm
text = 'def in_quotes(): \\'' "#"; later = 1
if SIZES: inline = 2
try:
    import timm
except ImportError as missing:
    def fallback(width=1): return None
else:
    def nested(): pass

@decorated(
    width=4)
def make_student(width: float = 0.5,
                 keys={"a": 1}) -> nn.Module:
    inner = 1
    def local(): pass
    class Hidden: pass
    return Student(width)

class Student(nn.Module):
    size = 3

    def forward(self, x):
        global counted
        return x

async def later_on(): ...
with open("x") as handle, other as (one, two): pass
long = 1 + \\
    2
def make_größer(): pass
`;

describe('the names of a Python module', () => {
  it('are those that its text binds at the top, in blocks too and not in functions, strings or comments', () => {
    const { callables, all } = pythonNames(code);
    assert.deepEqual(callables, ['fallback', 'nested', 'make_student', 'Student', 'later_on', 'make_größer']);
    const has = ['annotations', 'nn', 'os', 'make_timm', 'list_models', 'SIZES', 'first', 'second', 'rest', 'chained'];
    const more = ['other', 'text', 'later', 'inline', 'timm', 'missing', 'counted', 'handle', 'one', 'two', 'long'];
    for (const name of [...callables, ...has, ...more]) assert.ok(all?.has(name), name);
    for (const name of [
      'in_text',
      'in_comment',
      'in_quotes',
      'inner',
      'local',
      'Hidden',
      'forward',
      'size',
      'create_model',
    ]) {
      assert.ok(all?.has(name) === false, name);
    }
  });

  it('are not all known where code makes some', () => {
    for (const line of ['from nets import *', 'globals()["make"] = 1', 'def __getattr__(name): ...', 'exec("a = 1")']) {
      assert.equal(pythonNames(`def make(): pass\n${line}\n`).all, undefined, line);
    }
  });

  it('are found in time that grows with the text, also where strings and brackets never end', () => {
    for (const piece of ['(', '"""', "'", '\\\n', 'a = ', 'if x: ', '#', 'b"', 'for a in ', 'x, ']) {
      pythonNames(piece.repeat(20_000));
    }
  }).timeout(60_000);

  it('are held against a config, whose callable is mended, and offered in it', async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'python-names-'));
    try {
      writeFileSync(path.join(root, 'models.py'), code);
      const check = async (callable: string): Promise<unknown[]> => {
        const text = `name: a\ndata: { set: mnist }\nstudent: { model: { python: "models.py:${callable}" } }\ntrain: { engine: torch }\n`;
        const place = { file: path.join(root, 'a.distill.yaml'), workspace: root, allowedFolders: [], runs: [] };
        const { problems } = await checkConfigText({ ...place, text });
        return problems.map(({ severity, message, code, remedy }) => [severity, message, code, remedy]);
      };
      const message = "'models.py' has no 'make_studnet'. Did you mean 'models.py:make_student'?";
      assert.deepEqual(await check('make_studnet'), [['error', message, 'missing-callable', 'models.py:make_student']]);
      assert.match(JSON.stringify(await check('quite_else')), /'quite_else'\. It has fallback, nested, make_student/);
      for (const right of ['make_student', 'Student', 'Student.small', 'list_models'])
        assert.deepEqual(await check(right), []);
    } finally {
      rmSync(root, { recursive: true });
    }
    const text = 'name: a\nstudent: { model: { python: ';
    const place = completionAt(text, 'yaml', text.length);
    assert.equal(place?.wanted, 'callables');
    const offered = place.complete([{ name: 'models.py:make_student' }]).map(({ label }) => label);
    assert.deepEqual(offered, ['models.py:make_student']);
    assert.deepEqual(completeConfig(text, 'yaml', text.length), []);
  });
});
