import assert from 'node:assert/strict';
import { Linter } from 'eslint';
import { printing } from '../../../scripts/lint/rules/printing.mjs';

/** Rules that a line of a file breaks. */
function brokenRules(code: string, filename: string): (string | null)[] {
  const messages = new Linter().verify(code, [printing], { filename });
  return messages.map(({ ruleId }) => ruleId);
}

describe('the command line’s lint', () => {
  for (const [code, rule] of [
    ["process.stdout.write('x');", 'no-restricted-syntax'],
    ["process['stderr'].write('x');", 'no-restricted-syntax'],
    ['const { stderr } = process;', 'no-restricted-syntax'],
    ["console.log('x');", 'no-console'],
  ] as const) {
    it(`refuses ${code}`, () => assert.deepEqual(brokenRules(code, 'src/cli/commands/runs/list.ts'), [rule]));
  }

  it('lets output.ts print', () => {
    // ESLint notes that no rule is for the file.
    assert.deepEqual(brokenRules("process.stdout.write('x');", 'src/cli/output.ts'), [null]);
  });
});
