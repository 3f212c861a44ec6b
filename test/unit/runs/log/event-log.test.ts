import assert from 'node:assert/strict';
import { appendFileSync, statSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventReader, formatEventLine, openEventWriter, parseEventLine, readEvents } from '../../../../src/runs';
import { indexReach } from '../../../../src/runs/log/index-writer';
import { fileOperations } from '../../../../src/runs/store/file-operations';

describe('the event log', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-log-'));
    file = path.join(folder, 'events.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (count: number, attempt = 1): void => {
    const writer = openEventWriter(folder, attempt);
    for (let index = 0; index < count; index += 1) writer.write({ type: 'notice', message: `n${index} „ü“` });
    writer.close();
  };
  const sequence = (): number[] => readEvents(folder).events.map(({ seq }) => seq);

  it('cuts off a last line that is torn at any byte, and goes on in its place', () => {
    write(3);
    const whole = readFileSync(file);
    const start = whole.subarray(0, -1).lastIndexOf('\n') + 1;
    for (let length = start; length < whole.length; length += 1) {
      writeFileSync(file, whole.subarray(0, length));
      write(1, 2);
      const { events, badLines } = readEvents(folder);
      // Only its newline was missing: then the line is whole.
      const isWhole = length === whole.length - 1;
      assert.deepEqual(
        events.map(({ seq }) => seq),
        isWhole ? [1, 2, 3, 4] : [1, 2, 3],
        `${length} bytes`,
      );
      assert.equal(badLines, 0, `${length} bytes`);
      assert.equal(events.at(-1)?.attempt, 2);
    }
  });

  it('appends several events at once as it does one by one', () => {
    write(2);
    const writer = openEventWriter(folder, 1);
    writer.writeAll([]);
    writer.writeAll([2, 3, 4].map((index) => ({ type: 'notice', message: `n${index} „ü“` })));
    writer.write({ type: 'notice', message: 'n5' });
    writer.close();
    const { events, badLines } = readEvents(folder);
    assert.equal(badLines, 0);
    assert.deepEqual(
      events.map((event) => [event.seq, event.type === 'notice' && event.message]),
      [0, 1, 2, 3, 4].map((index): [number, string] => [index + 1, `n${index} „ü“`]).concat([[6, 'n5']]),
    );
    assert.deepEqual(indexReach(folder), { ...indexReach(folder), log: statSync(file).size, lastSeq: 6 });
  });

  it('appends none of several events where the disk takes a part of them', () => {
    write(2);
    const writer = openEventWriter(folder, 1);
    const { write: whole } = fileOperations;
    fileOperations.write = (descriptor, bytes) => {
      if (bytes.byteLength < 20) throw new Error('no space left');
      return whole(descriptor, bytes.subarray(0, -10));
    };
    try {
      assert.throws(() => writer.writeAll([2, 3].map(() => ({ type: 'notice', message: 'late' }))), /no space left/);
    } finally {
      fileOperations.write = whole;
    }
    writer.write({ type: 'notice', message: 'n2 „ü“' });
    writer.close();
    assert.deepEqual(sequence(), [1, 2, 3]);
  });

  const ends: readonly [string, Buffer][] = [
    ['zeros of a file that was never written out', Buffer.alloc(5000)],
    ['many pages of one line', Buffer.alloc(200_000, 'x')],
    ['a line that is longer than any', Buffer.alloc(3 << 20, '{"type":"step" ')],
  ];
  for (const [name, end] of ends) {
    for (const lines of [0, 2]) {
      it(`cuts off ${name} behind ${lines} lines, and its readers go on`, () => {
        write(lines);
        const reader = new EventReader(file);
        reader.read();
        const before = readFileSync(file);
        appendFileSync(file, end);
        assert.deepEqual(reader.read(), []);
        write(1, 2);
        assert.deepEqual(readFileSync(file).subarray(0, before.length), before);
        assert.deepEqual(
          readEvents(folder).events.map(({ seq }) => seq),
          lines === 0 ? [1] : [1, 2, 3],
        );
        assert.equal(reader.read().at(-1)?.seq, lines + 1);
        assert.equal(reader.badLines, 0);
      });
    }
  }

  it('keeps a whole event without a checksum that lacks only its newline', () => {
    writeFileSync(file, '{"type":"notice","message":"plain","seq":1,"attempt":1,"at":1}');
    write(1, 2);
    assert.deepEqual(sequence(), [1, 2]);
  });

  it('never takes a line with one bit changed for another event', () => {
    const line = formatEventLine({ type: 'stopped', step: 12, epoch: 0.5, seq: 3, attempt: 1, at: 1 });
    const bytes = Buffer.from(line);
    const original = parseEventLine(line);
    assert.ok(original);
    for (let place = 0; place < bytes.length; place += 1) {
      for (let bit = 0; bit < 7; bit += 1) {
        const changed = Buffer.from(bytes);
        changed[place] = (changed[place] ?? 0) ^ (1 << bit);
        const event = parseEventLine(changed.toString());
        if (event === undefined) continue;
        // In the checksum's own name it makes a line without a checksum, and what that says is unharmed.
        assert.ok(!changed.includes('"crc"'), changed.toString());
        for (const [key, value] of Object.entries(original).filter(([name]) => name !== 'crc')) {
          assert.equal(new Map(Object.entries(event)).get(key), value, changed.toString());
        }
      }
    }
  });

  it('keeps numbers that JSON has none for', () => {
    const stamps = { seq: 1, attempt: 1, at: 1 };
    for (const epoch of [Infinity, -Infinity, Number.NaN]) {
      const event = parseEventLine(formatEventLine({ type: 'stopped', step: 1, epoch, ...stamps }));
      assert.ok(event?.type === 'stopped' && Object.is(event.epoch, epoch));
    }
  });

  it('takes no step that is not finite, since the order of a log comes from it', () => {
    for (const step of [Infinity, Number.NaN, -1, 1e300]) {
      const stamps = { seq: 1, attempt: 1, at: 1 };
      assert.equal(parseEventLine(formatEventLine({ type: 'stopped', step, epoch: 1, ...stamps })), undefined);
    }
  });

  it('is not gone on with where no number can follow', () => {
    const last = { type: 'stopped', step: 1, epoch: 1, seq: 2 ** 48, attempt: 1, at: 1 } as const;
    writeFileSync(file, `${formatEventLine(last)}\n`);
    assert.throws(() => openEventWriter(folder, 1), /numbers an event 281474976710656, and none can follow/);
  });

  it('takes no line whose checksum has another form', () => {
    const line = formatEventLine({ type: 'stopped', step: 1, epoch: 1, seq: 1, attempt: 1, at: 1 });
    assert.equal(parseEventLine(line.replace('"crc":"', '"crc": "')), undefined);
    assert.equal(parseEventLine(line.replace(/"crc":".*/, '"crc":1}')), undefined);
  });

  it('numbers on from what is there', () => {
    write(2);
    write(2, 2);
    assert.deepEqual(sequence(), [1, 2, 3, 4]);
  });

  it('is read as it grows, a line cut in two once it is whole, and anew when it is another', () => {
    write(2);
    const reader = new EventReader(file);
    assert.equal(reader.read().length, 2);
    const line = `${formatEventLine({ type: 'notice', message: 'x', seq: 3, attempt: 1, at: 1 })}\n`;
    appendFileSync(file, line.slice(0, 20));
    assert.deepEqual(reader.read(), []);
    appendFileSync(file, line.slice(20));
    assert.deepEqual(
      reader.read().map(({ seq }) => seq),
      [3],
    );
    truncateSync(file);
    appendFileSync(file, line);
    assert.equal(reader.read().length, 1);
    assert.equal(reader.badLines, 0);
  });

  it('passes over a line that is too long without holding it: 10 MB', () => {
    write(1);
    appendFileSync(file, `{"type":"notice","message":"${'x'.repeat(10 << 20)}"}\n`);
    write(1);
    const before = process.memoryUsage().arrayBuffers;
    assert.deepEqual(sequence(), [1, 2]);
    const held = (process.memoryUsage().arrayBuffers - before) / 2 ** 20;
    assert.ok(held < 8, `${held} MB`);
    assert.equal(readEvents(folder).badLines, 1);
    // It stays in the log, which is nobody's to change.
    assert.ok(statSync(file).size > 10 << 20);
  });
});
