import assert from 'node:assert/strict';
import { codeLines, functionsOf } from '../../../scripts/lint/sizes.mjs';

const source = `// A comment.

/** Another one,
 * of two lines. */
export function outer(): number {
  const inner = (): number => 1; // beside code

  /* alone */
  return inner();
}
`;

describe('sizes of sources', () => {
  it('are lines that are neither blank nor comments', () => {
    assert.equal(codeLines(source), 4);
    assert.equal(codeLines('// nothing\n\n'), 0);
  });

  it('of functions include those of inner ones, by the line on which each begins', () => {
    assert.deepEqual(functionsOf(source), [
      { name: 'outer', line: 5, lines: 4 },
      { name: 'inner', line: 6, lines: 1 },
    ]);
  });
});
