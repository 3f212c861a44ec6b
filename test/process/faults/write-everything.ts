// A program that writes all that a run must not lose, with the Nth file operation failing, for every N; prints what it found.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LogFollower, openEventWriter, readEvents, writeFileDurably } from '../../../src/runs';
import { Checkpoints } from '../../../src/trainer/checkpoints/checkpoints';
import { failAt, operationCount } from './counting-files';

interface Header {
  readonly step: number;
}

const arrays = (step: number): Float32Array[] => [new Float32Array(300).fill(step), Float32Array.of(step)];

/** Writes that did not throw, and so must be on disk. */
interface Promised {
  seq: number;
  step: number;
  content: string;
}

function checkpointsIn(folder: string): Checkpoints<Header> {
  return new Checkpoints<Header>(
    path.join(folder, 'checkpoints'),
    () => true,
    (message) => assert.fail(message),
  );
}

/** Goes on after every failure, as a program does that tries again; gives how many writes threw. */
async function work(folder: string, promised: Promised): Promise<number> {
  let refused = 0;
  const note = (error: unknown): void => {
    assert.ok(error instanceof Error && 'code' in error && error.code === 'ENOSPC', String(error));
    refused += 1;
  };
  const attempt = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      note(error);
    }
  };
  attempt(() => {
    const writer = openEventWriter(folder, 1);
    for (let seq = 1; seq <= 6; seq += 1) {
      attempt(() => {
        writer.write({ type: 'notice', message: `n${seq}` });
        promised.seq += 1;
      });
    }
    attempt(() => writer.close());
  });
  const checkpoints = checkpointsIn(folder);
  for (let step = 1; step <= 4; step += 1) {
    await checkpoints.save('last', { header: { step }, arrays: arrays(step) }).then(() => (promised.step = step), note);
  }
  for (const content of ['one', 'two']) {
    attempt(() => {
      writeFileDurably(path.join(folder, 'file'), content);
      promised.content = content;
    });
  }
  return refused;
}

/** Checks that completed writes are on disk, whole and once, and that refused ones left nothing that is read as data. */
function check(folder: string, promised: Promised, at: string): void {
  const { events, badLines } = readEvents(folder);
  assert.equal(badLines, 0, at);
  assert.deepEqual(
    events.map(({ seq }) => seq),
    Array.from({ length: promised.seq }, (_, place) => place + 1),
    at,
  );
  const follower = new LogFollower(folder);
  let followed = 0;
  for (let piece = follower.read(); piece !== undefined; piece = follower.read()) followed += piece.events.length;
  assert.equal(followed, promised.seq, at);
  const newest = checkpointsIn(folder).newest();
  // A rename whose folder could not be synced threw, and yet may have happened.
  assert.ok((newest?.header.step ?? 0) >= promised.step, at);
  if (newest !== undefined) assert.deepEqual(newest.arrays, arrays(newest.header.step), at);
  const file = path.join(folder, 'file');
  const content = existsSync(file) ? readFileSync(file, 'utf8') : '';
  assert.ok(['', 'one', 'two'].includes(content) && content.length >= promised.content.length, `${at}: ${content}`);
}

/** Runs once with the operation `at` failing; gives how many operations there were. */
async function runOnce(
  at: number,
  how: 'at once' | 'after a part',
): Promise<{ readonly operations: number; readonly refused: number }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'distillery-operations-'));
  try {
    const promised: Promised = { seq: 0, step: 0, content: '' };
    failAt(at, how);
    const refused = await work(folder, promised);
    const operations = operationCount();
    failAt(0, 'at once');
    check(folder, promised, `operation ${at} failing ${how}`);

    return { operations, refused };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runAll(): Promise<void> {
  const { operations } = await runOnce(0, 'at once');
  let noticed = 0;
  for (const how of ['at once', 'after a part'] as const) {
    for (let at = 1; at <= operations; at += 1) if ((await runOnce(at, how)).refused > 0) noticed += 1;
  }
  console.log(JSON.stringify({ operations, noticed }));
}

void runAll();
