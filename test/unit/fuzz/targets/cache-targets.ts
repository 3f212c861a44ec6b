import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DataSet, Generator } from '../../../../src/data';
import {
  clearCache,
  encodeNpy,
  findTeacherLogits,
  ForeignTeacher,
  markOf,
  measureCache,
  RowEntry,
  TeacherEntry,
  teacherFiles,
  UnusableRows,
} from '../../../../src/runs';
import { readLogits } from '../../../../src/trainer/teachers/logits-cache';
import { forgeJson, pick } from '../forge-json';
import { inFolder } from '../in-folder';
import type { Target } from '../target';

/** Files of an entry of the cache by name, each as base64, and those that are to get a mark of the user's own. */
interface Entry {
  readonly files: Readonly<Record<string, string>>;
  readonly isRemarked: boolean;
}

const encode = (entry: Entry): Buffer => Buffer.from(JSON.stringify(entry), 'utf8');

/** Damaged bytes are no such entry: they are one of its files. */
function entryIn(input: Buffer, original: Buffer): Entry {
  const whole = JSON.parse(original.toString('utf8')) as Entry;
  const names = Object.keys(whole.files);
  try {
    const entry = JSON.parse(input.toString('utf8')) as Entry;
    const isEntry = isDeepStrictEqual(Object.keys(entry.files), names);
    if (isEntry && Object.values(entry.files).every((one) => typeof one === 'string')) return entry;
  } catch {
    // The bytes are those of a file.
  }
  const name = names[input.length % names.length] ?? '';
  return { files: { ...whole.files, [name]: input.toString('base64') }, isRemarked: false };
}

/** The JSON of one file forged, or its bytes damaged; the user's own mark stands over it at random. */
function forgeEntry(original: Buffer, generator: Generator): Buffer {
  const { files } = JSON.parse(original.toString('utf8')) as Entry;
  const name = pick(Object.keys(files), generator);
  const bytes = Buffer.from(files[name] ?? '', 'base64');
  let forged: Buffer;
  if (/\.jsonl?$/.test(name)) {
    const text = bytes.toString('utf8').trimEnd();
    const lines = name.endsWith('l') ? text.split('\n') : [text];
    const values = lines.map((line) => JSON.parse(line) as unknown);
    const changed = forgeJson(values, generator, [0, -1, 2 ** 31, '0'.repeat(64)]);
    forged = Buffer.from((Array.isArray(changed) ? changed : [changed]).map((one) => `${json(one)}\n`).join(''));
  } else {
    forged = Buffer.from(bytes);
    forged[generator.nextBelow(forged.length)] = generator.nextBelow(256);
  }
  return encode({ files: { ...files, [name]: forged.toString('base64') }, isRemarked: generator.nextBelow(2) === 0 });
}

const json = (value: unknown): string => JSON.stringify(value ?? null);

function writeEntry(folder: string, files: Entry['files']): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), Buffer.from(content, 'base64'));
  }
}

function readEntry(folder: string, names: readonly string[]): Entry {
  const files = names.map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')]);
  return { files: Object.fromEntries(files) as Entry['files'], isRemarked: false };
}

/** Puts the user's own mark over what a file of JSON holds, as an earlier version of the product could have. */
function remark(file: string, mark: (content: object) => string): void {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const marked = lines.map((line) => {
    try {
      const value = JSON.parse(line) as unknown;
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return line;
      const content = Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'mark'));
      return JSON.stringify({ ...content, mark: mark(content) });
    } catch {
      return line;
    }
  });
  writeFileSync(file, `${marked.join('\n')}\n`);
}

const key = 'a'.repeat(64);
const rowBytes = 1 << 20;
const count = 6;
const rowOf = (place: number): Uint8Array => new Uint8Array(rowBytes).fill(place + 1);

/** First bytes of all rows that an entry gives; undefined where it gives none. */
function rowsOf(entry: RowEntry): number[] | undefined {
  let kept: ReturnType<RowEntry['open']>;
  try {
    kept = entry.open();
  } catch (error) {
    assert.ok(error instanceof UnusableRows && error.message.length > 10, String(error));
    return undefined;
  }
  if (kept === undefined) return undefined;
  try {
    kept.identities.get('a choice');
    assert.ok(kept.skipped.every(({ place, reason }) => place >= 0 && typeof reason === 'string'));
    const { rows } = kept;
    const all = rows.gather(Int32Array.from({ length: rows.count }, (_, row) => row));
    return Array.from({ length: rows.count }, (_, row) => all[row * rowBytes] ?? 0);
  } finally {
    kept.rows.close();
  }
}

/** Rows of a data set in the cache, finished and not: their indexes, identities, journal and bytes. */
export function rowsTarget(): Target {
  const root = inFolder((where) => mkdirSync(path.join(where, '.distillery')));
  const entry = new RowEntry(path.join(root, '.distillery', 'cache'), key, rowBytes);
  const writer = entry.write();
  for (let place = 0; place < count; place += 1) writer.add(place === 1 ? 'is damaged' : rowOf(place));
  const kept = entry.finish(writer);
  kept.identities.set('a choice', 'ab');
  kept.rows.close();
  const second = entry.write();
  for (let place = 0; place < count; place += 1) second.add(rowOf(place));
  second.close();
  // Rows of megabytes take long to write: they stay, and are checked where something says that they changed.
  const names = ['index.json', 'identities.json', 'unfinished.jsonl'];
  const corpus = [encode(readEntry(entry.folder, names))];
  const rows = {
    file: path.join(entry.folder, 'rows.bin'),
    content: readFileSync(path.join(entry.folder, 'rows.bin')),
  };
  const unfinished = readFileSync(path.join(entry.folder, 'unfinished.bin'));
  const expected = [1, 3, 4, 5, 6];
  const { checksum } = kept.rows;
  const check = (input: Buffer, original: Buffer): void => {
    const { files, isRemarked } = entryIn(input, original);
    if (!existsSync(rows.file)) writeFileSync(rows.file, rows.content);
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(path.join(entry.folder, name), Buffer.from(content, 'base64'));
    }
    writeFileSync(path.join(entry.folder, 'unfinished.bin'), unfinished);
    if (isRemarked) {
      remark(path.join(entry.folder, 'index.json'), (content) => markOf('rows', [key, content]));
      remark(path.join(entry.folder, 'unfinished.jsonl'), (content) => markOf('block of rows', [key, 0, content]));
      remark(path.join(entry.folder, 'identities.json'), (content) =>
        markOf('identities of rows', [checksum, 'identities' in content ? content.identities : undefined]),
      );
    }
    const read = rowsOf(entry);
    if (read !== undefined) assert.deepEqual(read, expected);
    const again = entry.write();
    assert.ok(Number.isSafeInteger(again.next) && again.skipped.every(({ place }) => place >= 0));
    again.close();
  };
  return { name: 'cached rows', corpus, check, forge: forgeEntry, inputs: 15 };
}

/** A teacher's answers in the cache. */
export function teacherTarget(): Target {
  const root = inFolder((where) => mkdirSync(path.join(where, '.distillery', 'cache'), { recursive: true }));
  const cache = path.join(root, '.distillery', 'cache');
  const entry = new TeacherEntry(cache, key);
  const split = (examples: number): DataSet['train'] => ({
    ...{ count: examples, labels: new Int32Array(examples), images: new Float32Array() },
  });
  const data = { classes: 2, train: split(3), validation: split(1), test: split(1) } as unknown as DataSet;
  const logits = (values: readonly number[]): Uint8Array =>
    encodeNpy({ shape: [values.length / 2, 2], values: Float32Array.from(values) });
  const settings = { source: { a: 1 }, data: { format: 'mnist' } };
  const train = [1, 2, 3, 4, 5, 6];
  entry.write({
    [teacherFiles.logits.train]: logits(train),
    [teacherFiles.logits.validation]: logits([1, 2]),
    [teacherFiles.logits.test]: logits([3, 4]),
    [teacherFiles.about]: JSON.stringify({ ...settings, dataStamp: 'a', files: [{ path: 'a', sha256: 'b' }] }),
  });
  const corpus = [
    encode(readEntry(entry.folder, ['entry.json', 'about.json', 'train.npy', 'test.npy', 'validation.npy'])),
  ];
  const check = async (input: Buffer, original: Buffer): Promise<void> => {
    const { files, isRemarked } = entryIn(input, original);
    writeEntry(entry.folder, files);
    if (isRemarked) sign(entry.folder);
    const read = await refusable(() => readLogits(entry, data));
    const isForged = isRemarked && files['train.npy'] !== filesOf(original)['train.npy'];
    if (read !== undefined && !isForged) assert.deepEqual([...read.train], train);
    const found = await refusable(() =>
      findTeacherLogits(cache, settings, (about) => {
        assert.ok(about.files === undefined || about.files.every((file) => typeof file.path === 'string'));
        return Promise.resolve(true);
      }),
    );
    assert.ok(found === undefined || found.shape.length === 2);
    assert.equal((await measureCache(root)).teachers, 1);
  };
  const wholeCheck: Target['check'] = async (input, original) => {
    await check(input, original);
    // A teacher that is written anew is whole, whatever lay there.
    entry.write({ [teacherFiles.logits.train]: logits(train) });
    assert.deepEqual(await entry.read(teacherFiles.logits.train), Buffer.from(logits(train)));
    await clearCache(root);
  };
  return { name: "teachers' answers in the cache", corpus, check: wholeCheck, forge: forgeEntry, inputs: 25 };
}

const filesOf = (input: Buffer): Entry['files'] => (JSON.parse(input.toString('utf8')) as Entry).files;

/** Signs the files of a teacher as they lie there, whatever its entry says beside them. */
function sign(folder: string): void {
  const names = ['about.json', 'train.npy', 'test.npy', 'validation.npy'];
  const digest = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(path.join(folder, name)))
      .digest('hex');
  const checksums = Object.fromEntries(names.map((name) => [name, digest(name)]));
  const entry = { formatVersion: 1, files: checksums, mark: markOf('teacher', [key, checksums]) };
  writeFileSync(path.join(folder, 'entry.json'), JSON.stringify(entry));
}

/** Value of a reader; undefined where it refuses with a sentence that names a file, or the teacher as foreign. */
async function refusable<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    const isSentence = error instanceof Error && /(?:\.npy|\.json)/.test(error.message) && error.constructor === Error;
    if (error instanceof ForeignTeacher || isSentence) return undefined;
    throw error;
  }
}
