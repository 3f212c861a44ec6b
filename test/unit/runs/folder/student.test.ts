import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { doNow, readStudentFacts, writingStudentFacts, type StudentFacts } from '../../../../src/runs';

const about: StudentFacts = {
  ...{ formatVersion: 1, name: 'a', run: 'r', output: { name: 'logits' } },
  input: { name: 'x', shape: [2], columns: ['age', 'height'], normalization: { mean: [1, 2], std: [3, 4] } },
  classes: [{ name: 'no', label: 0 }],
};

describe('the facts of an exported student', () => {
  const run = mkdtempSync(path.join(tmpdir(), 'distillery-student-'));
  before(() => mkdirSync(path.join(run, 'student')));
  after(() => rmSync(run, { recursive: true }));

  it('are read as they were written', () => {
    doNow(writingStudentFacts(run, about));
    assert.deepEqual(readStudentFacts(run), about);
  });

  it('have a class a line beside them, whatever a name holds', () => {
    doNow(
      writingStudentFacts(run, {
        ...about,
        classes: ['a\nb', 'c\u2028d', 'e f'].map((name, label) => ({ name, label })),
      }),
    );
    assert.equal(readFileSync(path.join(run, 'student/labels.txt'), 'utf8'), 'a b\nc d\ne f\n');
  });

  it('of a newer version are left as they are, and say which program opens them', () => {
    doNow(writingStudentFacts(run, { ...about, formatVersion: 2 as unknown as 1 }));
    assert.throws(
      () => readStudentFacts(run),
      /^Error: student\/student\.json was made by a newer version of Distillery; open it with that version/,
    );
  });

  const { input } = about;
  const wrong: Readonly<Record<string, [Partial<StudentFacts>, RegExp]>> = {
    'fewer names than columns': [
      { input: { ...input, columns: ['age'] } },
      /student\/student\.json is damaged: input\.columns has 1 names of 2$/,
    ],
    'no mean of a column': [
      { input: { ...input, normalization: { mean: [1], std: [3, 4] } } },
      /input\.normalization\.mean has 1 numbers of 2$/,
    ],
    'a deviation too many': [
      { input: { ...input, normalization: { mean: [1, 2], std: [3, 4, 5] } } },
      /input\.normalization\.std has 3 numbers of 2$/,
    ],
    'a name that would be a part of a program': [
      { input: { ...input, name: 'x": __import__("os").getcwd(), "y' } },
      /input\.name is ".*", and not letters, digits and _$/,
    ],
    'such a name of the answers': [{ output: { name: 'data;alert(1)' } }, /output\.name is "data;alert\(1\)"/],
    'no classes': [{ classes: [] }, /classes is empty$/],
  };
  for (const [title, [more, message]] of Object.entries(wrong)) {
    it(`are refused where they have ${title}`, () => {
      doNow(writingStudentFacts(run, { ...about, ...more }));
      assert.throws(() => readStudentFacts(run), message);
    });
  }
});
