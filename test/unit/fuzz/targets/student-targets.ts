import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Generator } from '../../../../src/data';
import { DataFault, describeAnswers, readAnswers, statFile } from '../../../../src/data-sources';
import { readExamples } from '../../../../src/prediction/examples';
import { markOf, readRowFindings, writeRowFindings, type StudentFacts } from '../../../../src/runs';
import { formatWaysToUse, readStudent, StudentFault } from '../../../../src/students';
import { floats, npyFile, npzFile } from '../../data-sources/small-arrays';
import { grayPng } from '../../pictures/pictures';
import { forgeJson, pick } from '../forge-json';
import { inFolder } from '../in-folder';
import type { Target, WorstInputs } from '../target';

const image: StudentFacts = {
  ...{ formatVersion: 1, name: 'a', run: 'r', output: { name: 'logits' } },
  input: { name: 'images', shape: [2, 2, 1], range: [0, 1], normalization: { mean: [0.5], std: [0.25] } },
  classes: [
    { name: 'no', label: 0 },
    { name: 'yes', label: 1 },
  ],
};
const table: StudentFacts = {
  ...image,
  input: { name: 'rows', shape: [2], columns: ['a', 'b: red'], fill: [1, 0], table: { header: true, separator: ',' } },
};

/** Facts beside an exported student: programs that use it, and examples that are prepared for it. */
export function studentTarget(): Target {
  const root = inFolder();
  const run = path.join(root, '.distillery', 'runs', 'run');
  mkdirSync(path.join(run, 'student'), { recursive: true });
  const files = {
    'a.png': grayPng([1, 2, 3, 4], [5, 6, 7, 8]),
    'a.csv': 'a,b\n1,red\n,blue\n',
    'a.npy': floatsOf(2, 2),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(root, name), content);
  const check = async (bytes: Buffer): Promise<void> => {
    writeFileSync(path.join(run, 'student', 'student.json'), bytes);
    let about: StudentFacts;
    try {
      about = readStudent(run);
    } catch (error) {
      assert.ok(error instanceof StudentFault && error.message.includes('student/student.json'), String(error));
      return;
    }
    const text = formatWaysToUse(about, 'student');
    // No name of the file is more than a text or a comment of a program.
    assert.doesNotMatch(text, /[\u2028\u2029]/);
    assert.match(text, /run\(None, \{"\w+": values/);
    for (const name of Object.keys(files)) {
      try {
        for (const { values } of await readExamples(path.join(root, name), about)) assert.ok(values.length > 0);
      } catch (error) {
        assert.ok(error instanceof StudentFault && error.message.includes(name), String(error));
      }
    }
  };
  const hints = ['x": 1, "y', 'a;b', 'a\u2028b', [1], [0.5, 0.5], 'a', 'NCHW', 'crop', 'bicubic', ';', 3];
  const forge = (original: Buffer, generator: Generator): Buffer =>
    Buffer.from(JSON.stringify(forgeJson(JSON.parse(original.toString('utf8')), generator, hints)));
  const corpus = [image, table].map((about) => Buffer.from(JSON.stringify(about)));
  const classesOf = (length: number): object[] =>
    Array.from({ length: length / 32 }, (_, label) => ({ name: `class ${label}`, label }));
  const worst: WorstInputs = {
    classes: [1 << 16, (length) => JSON.stringify({ ...image, classes: classesOf(length) })],
    'columns of a table': [
      1 << 15,
      (length) => {
        const columns = Array.from({ length: length / 8 }, (_, at) => `c${at}: red`);
        return JSON.stringify({ ...table, input: { name: 'rows', shape: [columns.length], columns } });
      },
    ],
    'a class of quotes': [
      1 << 17,
      (length) => JSON.stringify({ ...image, classes: [{ name: '"'.repeat(length / 2), label: 0 }] }),
    ],
    'a name of ends of lines': [1 << 17, (length) => JSON.stringify({ ...image, name: '\u2028'.repeat(length / 3) })],
  };
  return { name: 'the facts of a student', corpus, check, forge, inputs: 120, worst };
}

const floatsOf = (rows: number, columns: number): Buffer =>
  floats(
    [rows, columns],
    Array.from({ length: rows * columns }, (_, place) => place / 4),
  );

/** Files of a teacher's answers: what the editor reads of their headers is what the trainer reads of them whole. */
export function answersTarget(): Target {
  const folder = inFolder();
  const names = ['a.npy', 'a.npz', 'a.csv', 'keyed.csv'];
  const text = 'id,a,b\n7,0.5,1.5\n9,-1,2e-3\n';
  const contents = [floatsOf(3, 2), npzFile({ train: floatsOf(3, 2), test: floatsOf(2, 2) }), text, text];
  // The first byte of an input says which of the files it is.
  const corpus = contents.map((content, place) => Buffer.concat([Buffer.of(place), Buffer.from(content)]));
  const check = async (input: Buffer): Promise<void> => {
    const name = names[(input[0] ?? 0) % names.length] ?? '';
    const file = path.join(folder, name);
    writeFileSync(file, input.subarray(1));
    const key = name === 'keyed.csv' ? 'id' : undefined;
    const told = await faultOf(async () => describeAnswers(await statFile('answers', file)));
    const read = await faultOf(async () => readAnswers(await statFile('answers', file), key));
    if ('fault' in told) assert.equal('fault' in read && read.fault, told.fault);
    if ('fault' in read) {
      assert.ok(read.fault.includes(name) || read.fault.includes('teacher.model.key'), read.fault);
      return;
    }
    const rows = read.value.reduce((sum, part) => sum + part.rows, 0);
    for (const part of read.value) {
      assert.equal(part.values.length, part.rows * part.columns);
      assert.ok(part.values.every(Number.isFinite));
    }
    if ('value' in told) assert.equal(told.value.rows, rows);
  };
  const inputs = 120;
  return { name: 'files of answers, in the editor and the trainer', corpus, check, forge: forgeAnswers, inputs };
}

const lengths = [0, 1, 2, 3, 4, 2 ** 31, 2 ** 32 - 1];
const kinds = ['<f4', '<f8', '<i8', '|u1', '<f2', '>f4', '<U5', '|S3', '|b1'];
const cells = ['', 'NaN', '1e999', '-inf', '0x1', '"', 'red', '1e-320', '7', '7'];

function forgeAnswers(original: Buffer, generator: Generator): Buffer {
  const kind = original.subarray(0, 1);
  const array = (): Buffer => {
    const shape = Array.from({ length: generator.nextBelow(4) }, () => pick([...lengths, 2, 2, 2], generator));
    const content = Buffer.alloc(pick([0, 8, 16, 24, 64], generator), generator.nextBelow(256));
    return npyFile(pick(kinds, generator), shape, content, generator.nextBelow(4) === 0);
  };
  if (kind[0] === 0) return Buffer.concat([kind, array()]);
  if (kind[0] === 1) {
    const name = pick(['train', 'validation', 'test', 'x', '../train', ''], generator);
    return Buffer.concat([kind, npzFile({ train: floatsOf(3, 2), [name]: array() }, generator.nextBelow(2) === 0)]);
  }
  const rows = Array.from({ length: generator.nextBelow(5) }, () => [1, 2, 3].map(() => pick(cells, generator)).join());
  return Buffer.concat([kind, Buffer.from([pick(['id,a,b', 'a,b', 'a,a,a', ''], generator), ...rows].join('\n'))]);
}

async function faultOf<Value>(work: () => Promise<Value>): Promise<{ value: Value } | { fault: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    assert.ok(error instanceof DataFault, error instanceof Error ? error.stack : String(error));
    return { fault: error.message };
  }
}

/** Findings about the rows of a data set, under the user's own mark or none. */
export function findingsTarget(): Target {
  const root = inFolder();
  const cache = path.join(root, '.distillery', 'cache');
  const key = 'a'.repeat(64);
  const file = path.join(cache, 'data', key, 'findings.json');
  mkdirSync(path.dirname(file), { recursive: true });
  const some = { count: 1, named: ['a.png'] };
  const findings = { stamp: 'b'.repeat(64), unreadable: some, shared: some, repeated: { count: 0, named: [] } };
  writeRowFindings(cache, key, findings);
  const check = (bytes: Buffer): void => {
    writeFileSync(file, bytes);
    const read = readRowFindings(cache, findings.stamp);
    if (read === undefined) return;
    for (const { count, named } of [read.unreadable, read.shared, read.repeated]) {
      assert.ok(Number.isSafeInteger(count) && count >= 0 && named.every((one) => typeof one === 'string'));
    }
  };
  const marked = (content: unknown): Buffer =>
    Buffer.from(JSON.stringify({ findings: content, mark: markOf('findings about rows', [key, content]) }));
  const forge = (_: Buffer, generator: Generator): Buffer => marked(forgeJson(findings, generator));
  const worst: WorstInputs = {
    names: [
      1 << 17,
      (length) => marked({ ...findings, shared: { count: 1, named: new Array(Math.floor(length / 8)).fill('a.png') } }),
    ],
  };
  return { name: 'findings about rows', corpus: [marked(findings)], check, forge, worst };
}
