import assert from 'node:assert/strict';
import { commentsOf, judgePython } from '../../../scripts/lint/python.mjs';

describe('the lint of Python code', () => {
  it('judges the first words of comments and docstrings, once for comments below one another', () => {
    const source = [
      '"""How it is read."""',
      'import os  # What is used.',
      '',
      '# Reads a log. Nothing of',
      '# what is read is kept.',
      'one = "# What is no comment"',
      '#: So many bytes at once.',
      "two = '''",
      '# What is text.',
      "'''",
      'class Reader:',
      '    """What it is,',
      '    in two lines."""',
      '    """Reads."""',
    ].join('\n');
    const lines = judgePython(source).map((sentence) => sentence.replace(/: begin .*, not with /, ' '));
    assert.deepEqual(lines, ["1 'How'", "2 'What'", "7 'So many'", "12 'What'"]);
  });

  it('takes quotes and marks of comments in strings for text', () => {
    assert.deepEqual(commentsOf(`one = "it's # not \\" one"  # but this\ntwo = 'a "# b'`), [
      { text: '# but this', line: 1, end: 1, column: 27, isAlone: false },
    ]);
  });

  it('refuses files of over 300 lines of code, where comments, docstrings and blank lines do not count', () => {
    const code = 'value = 1\n'.repeat(300);
    const around = '"""A module.\n\nIts text.\n"""\n\n# A comment.\n';
    assert.deepEqual(judgePython(around + code), []);
    assert.deepEqual(judgePython(`${around}${code}value = 2\n`), [
      '1: 301 lines of code, and a file holds at most 300',
    ]);
  });
});
