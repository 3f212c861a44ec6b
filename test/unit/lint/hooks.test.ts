import assert from 'node:assert/strict';
import { Linter } from 'eslint';
import hooksRule from '../../../scripts/lint/rules/hooks-rule.mjs';

/** Kinds of what the rule finds in a file. */
function judge(code: string, filename = 'test/a.test.ts'): (string | undefined)[] {
  const plugins = { house: { rules: { hooks: hooksRule } } };
  const rules = { 'house/hooks': 'error' } as const;
  return new Linter()
    .verify(code, [{ files: ['**/*.ts'], plugins, rules }], { filename })
    .map(({ messageId }) => messageId);
}

describe('the hooks of tests', () => {
  for (const name of ['before', 'after', 'beforeEach', 'afterEach']) {
    it(`may not be set by ${name} at the top level of a module`, () => {
      assert.deepEqual(judge(`${name}(() => undefined);`), ['hook']);
      assert.deepEqual(judge(`${name}(() => undefined);`, 'test/helper.ts'), ['hook']);
      assert.deepEqual(judge(`if (one) ${name}(() => undefined);`), ['hook']);
    });
  }

  it('may be set inside of a describe, and in a function', () => {
    assert.deepEqual(judge('describe("a", () => { beforeEach(() => undefined); });'), []);
    assert.deepEqual(judge('export function inFolder() { afterEach(() => undefined); }', 'test/helper.ts'), []);
    assert.deepEqual(judge('export const inFolder = () => afterEach(() => undefined);', 'test/helper.ts'), []);
  });

  it('may not be hidden in a function that a test file calls at its top level', () => {
    assert.deepEqual(judge('inFolder();'), ['call']);
    assert.deepEqual(judge('folders.make();'), ['call']);
    assert.deepEqual(judge('inFolder();', 'test/helper.ts'), []);
    assert.deepEqual(judge('describe("a", () => { inFolder(); });'), []);
    assert.deepEqual(judge('describe.skip("a", () => undefined); describeAgreement("b");'), []);
  });
});
