import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { changeMarks, markLimits, readMarks, runFiles } from '../../../../src/runs';
import { formatMarks } from '../../../../src/wording';
import { forgeJson } from '../forge-json';
import { inFolder } from '../in-folder';
import type { Target } from '../target';

const marks = { name: 'a name', note: 'a note\nof two lines', tags: ['best', 'slow'], star: true, archived: false };

/** The marks of a run, which a clone may bring. */
export function marksTarget(): Target {
  const folder = inFolder();
  const file = path.join(folder, runFiles.marks);
  const check = (bytes: Buffer): void => {
    writeFileSync(file, bytes);
    const { name = '', note = '', tags = [] } = readMarks(folder);
    assert.ok(name.length <= markLimits.nameLength && note.length <= markLimits.noteLength);
    assert.ok(tags.length <= markLimits.tags && tags.every((tag) => /^[^\s\p{Cc}]+$/u.test(tag)));
    assert.doesNotMatch(formatMarks(readMarks(folder)), /\n/);
    try {
      assert.equal(changeMarks(folder, { star: true }).star, true);
    } catch (error) {
      assert.ok(error instanceof Error && /marks\.json cannot be read, so it was not changed/.test(error.message));
    }
  };
  const hints = ['\u202e', 'x'.repeat(9000), ['a b', '', '\n'], true];
  return {
    name: 'the marks of a run',
    corpus: [Buffer.from(JSON.stringify(marks))],
    check,
    forge: (original, generator) =>
      Buffer.from(JSON.stringify([forgeJson(JSON.parse(original.toString('utf8')), generator, hints)]).slice(1, -1)),
    inputs: 60,
    worst: {
      tags: [1 << 16, (length) => JSON.stringify({ tags: Array.from({ length: length / 8 }, (_, at) => `t${at}`) })],
      'a tag of commas': [1 << 17, (length) => JSON.stringify({ tags: [', '.repeat(length / 2)] })],
      'a note of spaces': [1 << 17, (length) => JSON.stringify({ note: `a${' '.repeat(length)}b` })],
      'a name of controls': [1 << 16, (length) => JSON.stringify({ name: '\u0001'.repeat(length / 6) })],
      'unknown fields': [
        1 << 17,
        (length) => JSON.stringify(Object.fromEntries(Array.from({ length: length / 16 }, (_, at) => [`k${at}`, 1]))),
      ],
    },
  };
}
