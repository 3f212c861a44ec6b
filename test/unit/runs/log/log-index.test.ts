import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  addToProgress,
  formatEventLine,
  LogFollower,
  makeIndex,
  newProgress,
  openEventWriter,
  readEvents,
  seriesKey,
  type NewEvent,
  type RunEvent,
} from '../../../../src/runs';

const step = (number: number, more: Partial<Extract<NewEvent, { type: 'step' }>> = {}): NewEvent => ({
  type: 'step',
  phase: 'student',
  step: number,
  epoch: number / 100,
  loss: 1 / number,
  hard: 0.5,
  soft: Math.sin(number),
  weightedHard: 0.05,
  weightedSoft: number % 7,
  temperature: 4,
  learningRate: 0.1,
  imagesPerSecond: 1000 + number,
  ...more,
});

interface Read {
  readonly events: RunEvent[];
  /** Of each series and column, by what every step has last said. */
  readonly values: Map<string, Map<number, number>>;
  readonly badLines: number;
  readonly pieces: number;
}

/** Records that a follower reads from a log, without those that later ones supersede. */
function follow(folder: string): Read {
  const follower = new LogFollower(folder);
  const events: RunEvent[] = [];
  const values = new Map<string, Map<number, number>>();
  let pieces = 0;
  for (let piece = follower.read(); piece !== undefined; piece = follower.read()) {
    pieces += 1;
    events.push(...piece.events);
    for (const { series, step: steps, columns } of piece.steps) {
      assert.ok(
        steps.every((value, row) => row === 0 || value > (steps[row - 1] ?? 0)),
        'steps ascend',
      );
      for (const [name, column] of columns) {
        const key = `${seriesKey(series)} ${name}`;
        const known = values.get(key) ?? new Map<number, number>();
        values.set(key, known);
        for (const one of known.keys()) if (one >= (steps[0] ?? Infinity)) known.delete(one);
        // A column that no step of a piece has is absent, and NaN in a piece where another step has it.
        column.forEach((value, row) => {
          if (!Number.isNaN(value)) known.set(steps[row] ?? 0, value);
        });
      }
    }
  }
  return { events, values, badLines: follower.badLines, pieces };
}

describe('the index of a log', function () {
  this.timeout(20_000);
  let folder: string;
  let log: string;
  let index: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-index-'));
    log = path.join(folder, 'events.jsonl');
    index = path.join(folder, 'events.index');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A log of two teachers and a student whose second attempt goes back, with all kinds of events. */
  function writeLog(): void {
    let writer = openEventWriter(folder, 1);
    writer.write({ type: 'started', engine: 'e', engineVersion: '1', threads: 1, steps: 6000, epochs: 60, node: 'n' });
    for (let at = 1; at <= 900; at += 1) {
      for (const teacher of ['a', 'b']) writer.write(step(at, { phase: 'teacher', teacher }));
    }
    const spread = (at: number): NewEvent =>
      step(at, {
        ...(at % 3 === 0 ? { klAtOne: at } : {}),
        temperatures: { a: { mean: at, min: 1, max: 3, guarded: 0 }, b: { mean: 2, min: 2, max: 2, guarded: at } },
      });
    for (let at = 1; at <= 5000; at += 1) {
      writer.write(spread(at));
      if (at % 500 === 0) writer.write({ type: 'checkpoint', step: at, epoch: at, file: 'last', best: false });
    }
    writer.write(step(5001, { loss: Number.NaN, soft: Infinity }));
    writer.close();
    // A damaged line stays and is counted; a torn one goes.
    appendFileSync(log, '{"type":"step","damaged\n{"type":"step","torn');
    writer = openEventWriter(folder, 2);
    writer.write({ type: 'notice', message: 'NaN' });
    for (let at = 4501; at <= 6000; at += 1) writer.write(spread(at));
    writer.write({ type: 'stopped', step: 6000, epoch: 60 });
    writer.close();
  }

  /** The same log read by its lines. */
  function byLines(): Read {
    const kept = readFileSync(index);
    rmSync(index);
    const read = follow(folder);
    writeFileSync(index, kept);
    return read;
  }

  const progressOf = (events: readonly RunEvent[]): unknown => {
    const progress = newProgress();
    for (const event of events) addToProgress(progress, event);
    return progress;
  };

  it('says what the lines say, every number of every step', () => {
    writeLog();
    assert.ok(statSync(index).size > 0);
    const [indexed, lines] = [follow(folder), byLines()];
    assert.deepEqual(indexed.values, lines.values);
    assert.equal(indexed.values.get('student loss')?.size, 6000);
    const first = new LogFollower(folder, ['klAtOne']).read()?.steps.at(-1);
    assert.ok(Number.isNaN(first?.columns.get('klAtOne')?.[0]));
    assert.equal(indexed.values.get('student temperatures/b/guarded')?.get(4500), 4500);
    assert.deepEqual([indexed.badLines, lines.badLines], [1, 1]);
    const { events } = readEvents(folder);
    const isStep = ({ type }: RunEvent): boolean => type === 'step';
    for (const read of [indexed, lines]) {
      assert.deepEqual(
        read.events.filter((event) => !isStep(event)),
        events.filter((event) => !isStep(event)),
      );
      assert.deepEqual(progressOf(read.events), progressOf(events));
    }
  });

  it('is made by a reader as the writer makes it, for what is drawn', async () => {
    writeLog();
    const written = follow(folder);
    await makeIndex(folder);
    const made = follow(folder);
    assert.deepEqual(made.values, written.values);
    assert.deepEqual(progressOf(made.events), progressOf(written.events));
  });

  it('gives only the wanted columns, and no steps where none is wanted', () => {
    writeLog();
    const some = new LogFollower(folder, ['loss', 'at']).read();
    assert.deepEqual([...(some?.steps[0]?.columns.keys() ?? [])].sort(), ['at', 'loss']);
    assert.deepEqual(new LogFollower(folder, []).read()?.steps, []);
  });

  it('tells which share of the log each piece brings it to, by its index and by its lines', async () => {
    writeLog();
    for (const isIndexed of [true, false]) {
      if (!isIndexed) rmSync(index);
      const shares: number[] = [];
      for await (const { share } of new LogFollower(folder, ['loss']).gained()) shares.push(share);
      assert.ok(shares.length > 1 && (shares[0] ?? 1) < 1, `${shares.length} pieces from ${shares[0]} on`);
      assert.deepEqual(
        shares,
        [...shares].sort((one, other) => one - other),
      );
      assert.equal(shares.at(-1), 1);
    }
  });

  it('gives what the log holds when asked, and what a quicker writer adds meanwhile with the next asking', async () => {
    const writer = openEventWriter(folder, 1);
    let written = 0;
    const add = (count: number): void => {
      for (let end = written + count; written < end; written += 1) writer.write(step(written + 1));
    };
    const follower = new LogFollower(folder, ['loss']);
    const ask = async (meanwhile: number): Promise<number> => {
      let rows = 0;
      for await (const { steps } of follower.gained()) {
        rows += steps.reduce((sum, table) => sum + table.step.length, 0);
        add(meanwhile);
      }
      return rows;
    };
    add(3000);
    const first = await ask(5000);
    assert.ok(first >= 3000 && first < written, `${first} of ${written}`);
    assert.equal(first + (await ask(0)), written);
    assert.equal(await ask(0), 0);
    writer.close();
  });

  it('is left where it is damaged, at any byte, and the lines are read from there', () => {
    writeLog();
    const whole = readFileSync(index);
    const { values } = follow(folder);
    for (let turn = 0; turn < 16; turn += 1) {
      const damaged = Buffer.from(whole);
      const place = Math.floor((turn / 16) * whole.length);
      damaged[place] = (damaged[place] ?? 0) ^ 0x55;
      writeFileSync(index, turn % 2 === 0 ? damaged : whole.subarray(0, place));
      assert.deepEqual(follow(folder).values, values, `byte ${place}`);
    }
  });

  it('is not taken for another log, nor beyond the end of a shorter one', () => {
    writeLog();
    const whole = readFileSync(log);
    const lines = whole.toString().split('\n');
    const other = [lines[0], ...lines.slice(2)].join('\n');
    writeFileSync(log, other);
    assert.deepEqual(follow(folder).values, byLines().values);
    writeFileSync(log, whole.subarray(0, Math.floor(whole.length * 0.7)));
    assert.deepEqual(follow(folder).values, byLines().values);
  });

  it('goes on behind what a killed writer left, and numbers go on', () => {
    const killed = openEventWriter(folder, 1);
    for (let at = 1; at <= 5000; at += 1) killed.write(step(at));
    // Its last block was never written, since it is not closed.
    const writer = openEventWriter(folder, 2);
    for (let at = 4001; at <= 4100; at += 1) writer.write(step(at));
    writer.close();
    killed.close();
    const read = follow(folder);
    assert.equal(read.events.at(-1)?.seq, 5100);
    assert.equal(read.values.get('student loss')?.size, 4100);
  });

  it('follows on by lines, tells of each once, and says when the log is another one', () => {
    writeLog();
    const follower = new LogFollower(folder);
    let last = 0;
    for (let piece = follower.read(); piece !== undefined; piece = follower.read())
      last = piece.events.at(-1)?.seq ?? 0;
    const line = (seq: number): string =>
      `${formatEventLine({ type: 'notice', message: 'x', seq, attempt: 2, at: 1 })}\n`;
    appendFileSync(log, line(last + 1));
    assert.deepEqual(
      follower.read()?.events.map(({ seq }) => seq),
      [last + 1],
    );
    assert.equal(follower.read(), undefined);
    truncateSync(log);
    const anew = follower.read();
    assert.deepEqual([anew?.isAnew, anew?.events.length], [true, 0]);
    appendFileSync(log, line(1));
    assert.deepEqual(
      follower.read()?.events.map(({ seq }) => seq),
      [1],
    );
  });

  it('reads a line that was cut off and written anew as the new one', () => {
    writeLog();
    const follower = new LogFollower(folder);
    while (follower.read() !== undefined);
    const { size } = statSync(log);
    appendFileSync(log, '{"type":"notice","message":"torn by a full di');
    assert.equal(follower.read(), undefined);
    truncateSync(log, size);
    appendFileSync(log, `${formatEventLine({ type: 'failed', message: 'no space', seq: 9, attempt: 2, at: 1 })}\n`);
    assert.deepEqual(
      follower.read()?.events.map(({ type }) => type),
      ['failed'],
    );
    assert.equal(follower.badLines, 1);
  });
});
