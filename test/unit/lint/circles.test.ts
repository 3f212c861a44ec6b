import assert from 'node:assert/strict';
import { circlesOf, neighboursOf } from '../../../scripts/lint/circles.mjs';

describe('circles of files and folders', () => {
  it('finds a file that imports itself over others, and no other', () => {
    const imports = new Map([
      ['a.ts', ['b.ts']],
      ['b.ts', ['c.ts', 'd.ts']],
      ['c.ts', ['a.ts']],
      ['d.ts', []],
    ]);
    assert.deepEqual(circlesOf(imports), [['a.ts', 'b.ts', 'c.ts']]);
  });

  it('finds a file that imports itself', () => {
    assert.deepEqual(circlesOf(new Map([['a.ts', ['a.ts']]])), [['a.ts']]);
  });

  it('sees two folders that import one another through different files', () => {
    const imports = new Map([
      ['src/text/read.ts', ['src/check/codes.ts']],
      ['src/check/check.ts', ['src/text/tree.ts']],
      ['src/check/codes.ts', []],
      ['src/text/tree.ts', []],
    ]);
    assert.deepEqual(circlesOf(imports), []);
    const graph = neighboursOf(imports).get('src');
    assert.deepEqual(graph && circlesOf(graph), [['src/check', 'src/text']]);
  });

  it('lets a door lie beside the folders that it opens and the types that they share', () => {
    const imports = new Map([
      ['src/engine/index.ts', ['src/engine/onnx/engine.ts']],
      ['src/engine/onnx/engine.ts', ['src/engine/types.ts']],
      ['src/engine/types.ts', []],
    ]);
    const graph = neighboursOf(imports).get('src/engine');
    assert.deepEqual(graph && circlesOf(graph), []);
  });
});
