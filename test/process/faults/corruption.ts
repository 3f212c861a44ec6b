import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Generator } from '../../../src/data';
import { LogFollower, openEventWriter, readEvents, writeWeightsFile, type RunEvent } from '../../../src/runs';
import { Checkpoints } from '../../../src/trainer/checkpoints/checkpoints';

/** Amount of damage and its outcome. */
export interface Corruption {
  readonly checkpoints: number;
  readonly logs: number;
  /** Damaged checkpoints that were passed over for the one before. */
  readonly passedOver: number;
  readonly badLines: number;
}

/** Some damage to bytes: bits flipped, a piece cut off, zeros, noise put in, a piece doubled. Never what was there. */
export function damageBytes(bytes: Buffer, generator: Generator): Buffer {
  const place = generator.nextBelow(bytes.length);
  const length = Math.min(1 + generator.nextBelow(64), bytes.length - place);
  const noise = Buffer.from(Array.from({ length }, () => generator.nextBelow(256)));
  const zeros = Buffer.alloc(length);
  const damaged = [
    (): Buffer => {
      const copy = Buffer.from(bytes);
      copy[place] = (copy[place] ?? 0) ^ (1 << generator.nextBelow(8));
      return copy;
    },
    (): Buffer => bytes.subarray(0, place),
    (): Buffer => Buffer.concat([bytes.subarray(0, place), zeros, bytes.subarray(place + length)]),
    (): Buffer => Buffer.concat([bytes.subarray(0, place), noise, bytes.subarray(place + length)]),
    (): Buffer => Buffer.concat([bytes.subarray(0, place), noise, bytes.subarray(place)]),
    (): Buffer => Buffer.concat([bytes.subarray(0, place + length), bytes.subarray(place)]),
  ][generator.nextBelow(6)]?.();
  return damaged === undefined || damaged.equals(bytes) ? bytes.subarray(0, place) : damaged;
}

interface Header {
  readonly identity: string;
  readonly step: number;
}

/**
 * Damages checkpoints and logs, `count` of each. Throws when a damaged one is taken for whole, when another event is read than
 * was written, or when a reader throws.
 */
export function corrupt(count: number, seed: number): Corruption {
  const folder = mkdtempSync(path.join(tmpdir(), 'distillery-corrupt-'));
  try {
    const generator = new Generator(seed);
    const passedOver = corruptCheckpoints(folder, count, generator);
    return { checkpoints: count, logs: count, passedOver, badLines: corruptLogs(folder, count, generator) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function corruptCheckpoints(folder: string, count: number, generator: Generator): number {
  const notices: string[] = [];
  const checkpoints = new Checkpoints<Header>(
    folder,
    ({ header }) => header.identity === 'this',
    (message) => notices.push(message),
  );
  const write = (name: 'last' | 'previous', step: number, identity = 'this'): void => {
    const arrays = [Float32Array.from({ length: 100 }, () => generator.nextNormal()), Float32Array.of(step)];
    writeWeightsFile(checkpoints.file(name), { header: { identity, step }, arrays });
  };
  write('previous', 1);
  write('last', 2, 'another');
  const foreign = readFileSync(checkpoints.file('last'));
  write('last', 2);
  const whole = readFileSync(checkpoints.file('last'));
  for (let turn = 0; turn < count; turn += 1) {
    writeFileSync(checkpoints.file('last'), turn % 50 === 0 ? foreign : damageBytes(whole, generator));
    assert.equal(checkpoints.newest()?.header.step, 1, `checkpoint ${turn}`);
    assert.equal(notices.length, turn + 1, 'the reason is said once');
  }
  return notices.length;
}

function corruptLogs(folder: string, count: number, generator: Generator): number {
  mkdirSync(path.join(folder, 'log'));
  const run = path.join(folder, 'log');
  const writer = openEventWriter(run, 1);
  for (let at = 0; at < 40; at += 1) writer.write({ type: 'notice', message: `„${at}“`.repeat(at) });
  writer.close();
  const file = path.join(run, 'events.jsonl');
  const whole = readFileSync(file);
  const written = new Map(readEvents(run).events.map((event) => [event.seq, event]));
  let badLines = 0;
  for (let turn = 0; turn < count; turn += 1) {
    const damaged = damageBytes(whole, generator);
    writeFileSync(file, damaged);
    const read = readEvents(run);
    checkSame(read.events, written, `log ${turn}`);
    const follower = new LogFollower(run);
    const followed: RunEvent[] = [];
    for (let piece = follower.read(); piece !== undefined; piece = follower.read()) followed.push(...piece.events);
    assert.deepEqual(followed, read.events, `log ${turn}`);
    const lines = damaged
      .toString('latin1')
      .split('\n')
      .slice(0, -1)
      .filter((line) => line !== '').length;
    assert.equal(read.events.length + read.badLines, lines, `log ${turn}: a bad line costs that line alone`);
    badLines += read.badLines;
  }
  return badLines;
}

function checkSame(events: readonly RunEvent[], written: ReadonlyMap<number, RunEvent>, which: string): void {
  for (const event of events) {
    const then = Object.entries(written.get(event.seq) ?? {}).filter(([name]) => name !== 'crc');
    assert.ok(then.length > 0, which);
    // In the first line the checksum may have lost its name; what the line says must be unharmed.
    const now = new Map<string, unknown>(Object.entries(event));
    for (const [name, value] of then) assert.deepEqual(now.get(name), value, which);
  }
}
