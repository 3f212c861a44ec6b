import assert from 'node:assert/strict';
import { onOneLine, printable } from '../../../src/cli/output';
import { formatList } from '../../../src/cli/tables/run-list';
import { formatTable } from '../../../src/cli/tables/table';
import { newProgress, type RunSummary } from '../../../src/runs';

/** Characters that act on a terminal: C0 but line ends and tabs, DEL, C1, and characters that change the direction of text. */
const acting = /[^\P{Cc}\r\n\t]|\r(?!\n)|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

describe('text for a terminal', () => {
  const hostile: readonly [name: string, text: string, shown: string][] = [
    ['the clipboard’s escape (OSC 52)', '\u001b]52;c;aGk=\u0007', '\\u001b]52;c;aGk=\\u0007'],
    ['a C1 control sequence', '\u009b2J', '\\u009b2J'],
    ['a carriage return that hides what was before', 'failed\rfinished', 'failed\\u000dfinished'],
    ['a backspace and DEL', 'a\b\u007f', 'a\\u0008\\u007f'],
    ['an override of the direction', 'run\u202egnp', 'run\\u202egnp'],
    ['an isolate of the direction', '\u2067x\u2069', '\\u2067x\\u2069'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
  ];
  for (const [name, text, shown] of hostile) {
    it(`shows ${name} as an escape`, () => assert.equal(printable(text), shown));
  }

  it('leaves letters of any script, signs and line ends as they are', () => {
    const text = 'Wärme – 温度 · ∂ℒ/∂T\r\n\tעברית 🜂\n';
    assert.equal(printable(text), text);
  });

  it('escapes every code point below U+3000 that would act, and no other', () => {
    for (let code = 0; code < 0x3000; code += 1) {
      const text = String.fromCharCode(code);
      assert.equal(printable(text) !== text, acting.test(text), code.toString(16));
    }
  });

  it('is JSON with the same values where it was JSON', () => {
    const value = { name: '\u009b2J \u202e \u007f "\\" \u001b', more: ['\n'] };
    assert.deepEqual(JSON.parse(printable(JSON.stringify(value))), value);
  });

  it('is one line where lines could be forged', () => {
    assert.equal(onOneLine('a\r\n  b\nc'), 'a b c');
    assert.equal(formatTable([['x\nstatus  finished', 'y']]), 'x status  finished  y');
  });

  it('comes of a run whose folder and host were named by somebody else', () => {
    const run: RunSummary = {
      ...{ id: '2026-\u001b[2J', folder: '/x', name: 'x', createdAt: 1, status: 'lost' },
      ...{ elsewhere: 'host\u202e', progress: newProgress() },
    };
    assert.doesNotMatch(formatList([run]), acting);
  });
});
