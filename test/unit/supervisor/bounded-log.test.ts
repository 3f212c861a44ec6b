import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileOperations } from '../../../src/runs';
import { BoundedLog } from '../../../src/supervisor/bounded-log';

describe('the output of a trainer', () => {
  const real = { ...fileOperations };
  let root: string;
  let file: string;
  let log: BoundedLog;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-bounded-'));
    const run = path.join(root, '.distillery', 'runs', 'a');
    mkdirSync(run, { recursive: true });
    file = path.join(run, 'trainer.log');
    log = new BoundedLog(file, 20);
  });
  afterEach(() => {
    Object.assign(fileOperations, real);
    log.close();
    rmSync(root, { recursive: true, force: true });
  });
  const textOf = (name: string): string => readFileSync(name, 'utf8');

  it('is kept up to a limit, and what was before in a second file', () => {
    for (const text of ['0123456789', 'abcdefghi\n', 'new']) log.append(Buffer.from(text));
    assert.deepEqual([textOf(`${file}.1`), textOf(file)], ['0123456789abcdefghi\n', 'new']);
  });

  it('is whole where the disk takes a few bytes at a time', () => {
    const short: typeof fileOperations.write = (descriptor, bytes) => real.write(descriptor, bytes.subarray(0, 3));
    Object.assign(fileOperations, { write: short });
    log.append(Buffer.from('0123456789'));
    assert.equal(textOf(file), '0123456789');
  });

  it('says how many bytes a full disk had no room for, once it has', () => {
    const full = (): never => {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    };
    Object.assign(fileOperations, { write: full });
    log.append(Buffer.from('lost'));
    log.append(Buffer.from('too'));
    Object.assign(fileOperations, { write: real.write });
    log.append(Buffer.from('kept'));
    assert.match(textOf(`${file}.1`), /^\n\[7 bytes could not be written here\]\n$/);
    assert.equal(textOf(file), 'kept');
  });
});
