import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Generator } from '../../../../src/data';
import {
  checkRun,
  fileOperations,
  formatEventLine,
  LogFollower,
  makeIndex,
  openEventWriter,
  type RunEvent,
  type StepColumnName,
} from '../../../../src/runs';
import { blocksOf, encodeIndexBlock, forgeIndex } from '../../fuzz/forge-index';

const stepLine = (seq: number): string => {
  const numbers = {
    epoch: seq / 100,
    loss: 1 / seq,
    hard: 0.5,
    soft: Math.sin(seq),
    temperature: 4,
    learningRate: 0.1,
  };
  const phase = seq <= 2000 ? { phase: 'teacher', teacher: 'a' } : { phase: 'student' };
  const step = { type: 'step', ...phase, step: ((seq - 1) % 2000) + 1, ...numbers, seq, attempt: 1, at: seq };
  return `${formatEventLine(step as unknown as RunEvent)}\n`;
};

/** Reads that the readers of a log of some hundred kilobytes may need; an endless reader passes any number. */
const maxReads = 2000;

/** Counts a work's reads of files, and ends it by an error after `maxReads`. */
function countReads<Value>(work: () => Value): Value {
  const { read } = fileOperations;
  let count = 0;
  fileOperations.read = (...parameters) => {
    count += 1;
    if (count > maxReads) throw new Error('it reads without end');
    return read(...parameters);
  };
  try {
    return work();
  } finally {
    fileOperations.read = read;
  }
}

describe('an index whose checksums are valid and whose numbers are not', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'distillery-forged-'));
  const index = path.join(folder, 'events.index');
  const log = path.join(folder, 'events.jsonl');
  let whole: Buffer;
  const lines = 3500;

  before(async () => {
    writeFileSync(log, Array.from({ length: lines }, (_, place) => stepLine(place + 1)).join(''));
    await makeIndex(folder);
    whole = readFileSync(index);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Steps of all trainings that a reader gives, each table ascending and all columns as long as it. */
  function follow(wanted?: readonly StepColumnName[]): number {
    return countReads(() => {
      const follower = new LogFollower(folder, wanted);
      let rows = 0;
      for (let piece = follower.read(); piece !== undefined; piece = follower.read()) {
        for (const { step, columns } of piece.steps) {
          assert.ok(step.every((value, row) => row === 0 || value > (step[row - 1] ?? NaN)));
          for (const values of columns.values()) assert.equal(values.length, step.length);
          rows += step.length;
        }
      }
      return rows;
    });
  }

  it('lets every reader end, and no writer fail', async () => {
    const generator = new Generator(7);
    const written = readFileSync(log);
    const choices = [undefined, ['loss'] as const, []];
    for (let turn = 0; turn < 30; turn += 1) {
      writeFileSync(index, forgeIndex(whole, generator));
      assert.ok(follow(choices[turn % 3]) <= 2 * lines, `turn ${turn}`);
      countReads(() => openEventWriter(folder, 2).close());
      assert.deepEqual(readFileSync(log), written);
      if (turn % 10 === 0) await checkRun(folder, 'look');
    }
  });

  const head = (more: object): object => ({
    ...{ start: 0, end: 200, tail: 0, lines: 2, badLines: 0, lastSeq: 2, eventsBytes: 0, eventsCrc: 0, steps: [] },
    ...more,
  });
  const column = { name: 'step', constant: 1 };
  const table = { series: { phase: 'student' }, rows: 1, columns: [column] };
  const wrong: Readonly<Record<string, object | string>> = {
    'ends where it begins': head({ end: 0 }),
    'ends before it begins': head({ end: -1 }),
    'ends behind the log': head({ end: 2 ** 40 }),
    'ends in a fraction of a byte': head({ end: 0.5 }),
    'begins elsewhere': head({ start: 1 }),
    'has more lines than bytes': head({ lines: 201 }),
    'has no lines': head({ lines: 0 }),
    'has more bad lines than lines': head({ badLines: 3 }),
    'has events of negative length': head({ eventsBytes: -8 }),
    'has events behind its end': head({ eventsBytes: 1e6 }),
    'has negative rows': head({ steps: [{ ...table, rows: -50, columns: [column, { name: 'loss', crc: 0 }] }] }),
    'has more rows than lines': head({ steps: [table, table, table] }),
    'has an unknown column': head({ steps: [{ ...table, columns: [column, { name: 'x', constant: 1 }] }] }),
    'has a column twice': head({ steps: [{ ...table, columns: [column, column] }] }),
    'has no steps in its table': head({ steps: [{ ...table, columns: [] }] }),
    'has a column with neither': head({ steps: [{ ...table, columns: [column, { name: 'loss' }] }] }),
    'has steps that stand still': head({ steps: [{ ...table, rows: 2 }] }),
    'has no tables': head({ steps: {} }),
    'has lines and no events': head({ lines: 2, steps: [] }),
    'calls lines bad that are not': head({ end: 2000, lines: 2, badLines: 2 }),
    'is no map': [],
    'is no JSON': '{',
  };
  for (const [title, value] of Object.entries(wrong)) {
    it(`is passed over for the lines where its head ${title}`, () => {
      const block = typeof value === 'string' || Array.isArray(value) ? value : { ...value, tail: tailOf(value) };
      writeFileSync(index, Buffer.concat([encodeIndexBlock(block, new Uint8Array()), Buffer.alloc(4096)]));
      assert.equal(follow(), lines);
    });
  }

  it('is passed over for the lines where it hides some of its events', () => {
    const [{ head: own, body } = { head: { eventsBytes: 0 }, body: Buffer.alloc(0) }, ...others] = blocksOf(whole);
    const behind = others.map((block) => encodeIndexBlock(block.head, block.body));
    const write = (more: object, from = 0): void =>
      writeFileSync(index, Buffer.concat([encodeIndexBlock({ ...own, ...more }, body.subarray(from)), ...behind]));
    const linesRead = (): number => {
      const follower = new LogFollower(folder);
      while (follower.read() !== undefined);
      return follower.linesRead;
    };
    write({});
    assert.equal(linesRead(), 0);
    const hidden: readonly (readonly [more: object, from?: number])[] = [
      [{ eventsBytes: 0, eventsCrc: 0, steps: [] }, own.eventsBytes],
      ...([[{ lines: 2001 }], [{ badLines: 1 }], [{ badLines: 1, lines: 2001 }], [{ lastSeq: 1 }]] as const),
    ];
    for (const [more, from] of hidden) {
      write(more, from);
      assert.equal(linesRead(), lines, JSON.stringify(more));
      assert.equal(follow(), lines);
    }
  });

  /** Checksum of the log that the head needs to be believed, so that only its numbers are wrong. */
  function tailOf(block: { readonly start?: number; readonly end?: number }): number {
    const { start = 0, end = 0 } = block;
    return crc32(readFileSync(log).subarray(Math.max(start, end - 256, 0), Math.max(end, 0)));
  }
});
