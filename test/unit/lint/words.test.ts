import assert from 'node:assert/strict';
import { Linter } from 'eslint';
import wordsRule, { judgeComment } from '../../../scripts/lint/rules/words-rule.mjs';

describe('the words of a comment', () => {
  const refused = [
    'What a step costs.',
    '* What a step costs. ',
    '*\n * How a step is timed.\n ',
    'So many rows are read at once.',
    'So far the log was read.',
    'That which is kept.',
    'Whether what is there can be read.',
    'Where what remains lies.',
    'Whose training it is.',
    'Whatever is left.',
    '* When it was made. ',
    '*\n * Where the log lies.\n ',
  ];
  for (const text of refused) {
    it(`may not be those of ${JSON.stringify(text)}`, () =>
      assert.match(judgeComment(text) ?? '', /^begin a comment with a noun or a verb .*, not with '/));
  }

  for (const text of [
    'A guard that is told of.',
    'Reads what is\n * said of a run.',
    'Rows come by it.',
    'A slot has its turn.',
  ]) {
    it(`may be followed by no phrase like that in ${JSON.stringify(text)}`, () =>
      assert.match(judgeComment(text) ?? '', /^name in a comment what is done in a verb of the field, not by '/));
  }

  for (const text of ['* The same with its state. ', '* The same, made once. ', '*\n * The same.\n ']) {
    it(`may not lean on the comment above, as ${JSON.stringify(text)} does`, () =>
      assert.match(judgeComment(text) ?? '', /^name the thing that a comment is about: /));
  }

  for (const text of [
    'Cost of a step.',
    '* The same value, through which no gradient flows. ',
    ' The same for the other half of a pair, in a function.',
    'A run that is asked to stop.',
    'Whether the log is indexed.',
    'However long it takes.',
    'Sowing what is read.',
    '* Where(condition, yes, no). ',
    ' Where a disk is full, nothing is written.',
  ]) {
    it(`may be those of ${JSON.stringify(text)}`, () => assert.equal(judgeComment(text), undefined));
  }

  it('are judged once for line comments that follow one another, and in every place of a file', () => {
    const code = [
      '// Reads a log. Nothing of',
      '// What is read is kept.',
      'const one = 1; // How it is counted.',
      'const two = "// What is no comment";',
      '/** What it is. */',
      'export const sum = one + two.length;',
    ].join('\n');
    const rules = { 'house/words': 'error' } as const;
    const plugins = { house: { rules: { words: wordsRule } } };
    const found = new Linter().verify(code, [{ plugins, rules }]);
    assert.deepEqual(
      found.map(({ line, ruleId }) => [line, ruleId]),
      [
        [3, 'house/words'],
        [5, 'house/words'],
      ],
    );
  });
});
