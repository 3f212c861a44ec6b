import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findTraceback, ownFrame } from '../../../../../src/runs';

const output = `epoch 1
Traceback (most recent call last):
  File "/w/loop.py", line 3, in first
    raise KeyError('x')
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/w/trän er.py", line 18, in <module>
    inner()
    ~~~~~^^
  File "/w/.venv/lib/python3.12/site-packages/torch/nn.py", line 7, in forward
    raise ValueError("a bad thing")
ValueError: a bad thing
`;

describe('a traceback', () => {
  it('is the last one of the output, with its exception and frames', () => {
    assert.deepEqual(findTraceback(output), {
      exception: 'ValueError: a bad thing',
      frames: [
        { file: '/w/trän er.py', line: 18 },
        { file: '/w/.venv/lib/python3.12/site-packages/torch/nn.py', line: 7 },
      ],
    });
  });

  it('names the innermost frame that is of the user', () => {
    const found = findTraceback(output);
    assert.ok(found);
    assert.deepEqual(ownFrame(found, '/w'), { file: '/w/trän er.py', line: 18 });
    assert.equal(ownFrame(found, '/elsewhere'), undefined);
  });

  it('is found for a syntax error, which has no head', () => {
    const text = '  File "/w/train.py", line 2\n    def (\n        ^\nSyntaxError: invalid syntax\n';
    assert.deepEqual(findTraceback(text), {
      exception: 'SyntaxError: invalid syntax',
      frames: [{ file: '/w/train.py', line: 2 }],
    });
  });

  it('is none in an output that has none, or that is cut off in one', () => {
    assert.equal(findTraceback('all is well\n'), undefined);
    assert.equal(findTraceback('Traceback (most recent call last):\n  File "a.py", line 1, in f\n'), undefined);
  });
});
