import assert from 'node:assert/strict';
import { Linter } from 'eslint';
import { numbers } from '../../../scripts/lint/rules/numbers.mjs';

/** Rules that a line of a file breaks. */
function brokenRules(code: string, filename: string): (string | null)[] {
  const messages = new Linter().verify(code, [numbers], { filename });
  return messages.map(({ ruleId }) => ruleId);
}

describe('the lint of numbers for people', () => {
  for (const code of [
    'share.toFixed(2);',
    "share['toPrecision'](3);",
    'share.toExponential(1);',
    "count.toLocaleString('en');",
    'new Date().toLocaleDateString();',
    'const { toFixed } = share;',
  ]) {
    it(`refuses ${code}`, () => {
      assert.deepEqual(brokenRules(code, 'src/cli/tables/table.ts'), ['no-restricted-properties']);
    });
  }

  it('lets src/wording write them', () => {
    // ESLint notes that no rule is for the file.
    assert.deepEqual(brokenRules('share.toFixed(2);', 'src/wording/numbers.ts'), [null]);
  });
});
