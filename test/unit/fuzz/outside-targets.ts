import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Generator } from '../../../src/data';
import { readAnswer } from '../../../src/interpreters/probe';
import {
  parseCompareAnswer,
  parseSummaryAnswer,
  parseTargetsAnswer,
  readFromAugment,
  readFromLive,
  readFromPreview,
  readFromSweep,
  readToAugment,
  readToLive,
  readToPreview,
  readToSweep,
  MessageError,
} from '../../../src/panel/messages';
import { checkRun, findTraceback, isOwnFile, ownFrame, readEvents, summarizeRun } from '../../../src/runs';
import { ImportFault, importRuns } from '../../../src/imports';
import { decodeScalars, encodeScalars, type Scalar } from '../../../src/tensorboard';
import { encodeRecord } from '../../../src/tensorboard/records';
import { formatRun } from '../../../src/cli/table';
import { forgeJson, pick } from './forge-json';
import { inFolder } from './in-folder';
import type { Target } from './target';

const tags = [
  'loss',
  'train/loss',
  'val/acc',
  'eval_loss',
  '__proto__',
  'train/__proto__',
  'x'.repeat(9000),
  '',
  'a/b/c',
];
const numbers = [0, -1, 1, 0.5, 1e308, -1e308, 2 ** 53, 2 ** 31, Infinity, -Infinity, Number.NaN];

/** Event files of TensorBoard, and the runs that are made of them. */
export function eventFileTarget(): Target {
  const folder = inFolder();
  const events = path.join(folder, 'events');
  mkdirSync(events);
  const corpus = ['kinds', 'plain', 'tensors'].map((name) =>
    readFileSync(path.resolve(`test/fixtures/tensorboard/${name}/events.out.tfevents.1`)),
  );
  const check = async (bytes: Buffer): Promise<void> => {
    const { scalars, damagedAt } = decodeScalars(bytes);
    assert.ok(damagedAt === undefined || damagedAt <= bytes.length);
    assert.ok(scalars.every(({ tag, step }) => typeof tag === 'string' && typeof step === 'number'));
    writeFileSync(path.join(events, 'events.out.tfevents.1'), bytes);
    rmSync(path.join(folder, '.distillery'), { recursive: true, force: true });
    try {
      for (const { folder: run } of await importRuns('tensorboard', events, { workspace: folder })) {
        const summary = await summarizeRun(run);
        assert.equal(summary.status, 'finished');
        assert.equal(readEvents(run).badLines, 0);
        assert.deepEqual((await checkRun(run, 'look')).findings, []);
        assert.match(formatRun(summary), /imported from TensorBoard/);
      }
    } catch (error) {
      assert.ok(error instanceof ImportFault && error.message.length > 20, String(error));
    }
  };
  return { name: 'event files of TensorBoard', corpus, check, forge: forgeEvents, inputs: 60 };
}

/** Whole records of odd scalars, and now and then of a damaged message in a whole record. */
function forgeEvents(original: Buffer, generator: Generator): Buffer {
  const scalars = Array.from({ length: 1 + generator.nextBelow(9) }, (_, place): Scalar => {
    const step = Math.trunc(pick([place, place, place, 0, 1, 2 ** 31, 2 ** 53 - 2, 2 ** 62], generator));
    const wallTime = pick([1e9 + place, 1e9, 0, ...numbers], generator);
    return { tag: pick(tags, generator), step, wallTime, value: pick(numbers, generator) };
  });
  const whole = Buffer.from(encodeScalars(scalars));
  if (generator.nextBelow(3) > 0) return whole;
  const start = generator.nextBelow(original.length);
  return Buffer.concat([whole, encodeRecord(original.subarray(start, start + generator.nextBelow(200)))]);
}

/** Output of a script, from which its failure is named and its files are linked. */
export function tracebackTarget(): Target {
  const workspace = inFolder();
  const whole = [
    'epoch 1\nTraceback (most recent call last):\n  File "/w/train.py", line 4, in <module>\n    inner()\nValueError: a bad thing\n',
    '  File "a.py", line 1\n    x = (\n        ^\nSyntaxError: \'(\' was never closed\n',
    'Traceback (most recent call last):\n  File "a.py", line 3, in f\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "b.py", line 2, in g\nKeyError\n',
  ];
  const pieces = [
    ...['Traceback (most recent call last):', '  File "../../etc/passwd", line 9', '  File "a", line 0, in x', ' ', ''],
    ...[
      `  File "${'a", line 1'.repeat(50)}", line 7, in y`,
      'E: m',
      '\r',
      '  File "\u0000", line 99999999999999999999',
    ],
  ];
  const check = (bytes: Buffer): void => {
    const found = findTraceback(bytes.toString('utf8'));
    if (found === undefined) return;
    assert.ok(found.frames.length > 0 && found.frames.length <= 100 && found.exception.length <= 1000);
    for (const { file, line } of found.frames) {
      assert.ok(file !== '' && Number.isSafeInteger(line) && line >= 1, `line ${line}`);
    }
    const own = ownFrame(found, workspace);
    assert.ok(own === undefined || isOwnFile(path.resolve(workspace, own.file), workspace));
  };
  const forge = (original: Buffer, generator: Generator): Buffer => {
    const lines = original.toString('utf8').split('\n');
    for (let left = 1 + generator.nextBelow(4); left > 0; left -= 1) {
      lines.splice(generator.nextBelow(lines.length), generator.nextBelow(2), pick(pieces, generator));
    }
    return Buffer.from(lines.join('\n'));
  };
  return { name: 'tracebacks of scripts', corpus: whole.map((text) => Buffer.from(text)), check, forge };
}

const picture = { change: 'none', pixels: [1, 2, 3, 4] };
const messages: readonly unknown[] = [
  { type: 'ready' },
  { type: 'open', runId: 'a' },
  { type: 'do', action: 'stop' },
  {
    ...{ type: 'augment', name: 'a', settings: '', notice: '', height: 2, width: 2, channels: 1 },
    pictures: [{ className: 'b', original: picture, versions: [picture] }],
  },
  {
    type: 'live',
    runs: [{ runId: 'a', name: 'a', status: 'running', words: '', progress: 0.5, curves: [] }],
  },
  {
    ...{ type: 'preview', name: 'a', objective: '', notice: '', preflights: ['x'], softness: [], isBehindPick: false },
    charts: [
      {
        ...{ title: 't', formula: 'f', assumes: '', axis: 'epoch', places: [1, 2] },
        ...{ temperatures: [{ label: 'T', values: [1, null] }], softWeight: { label: 'w', values: [1, 2] } },
      },
    ],
  },
  {
    type: 'table',
    table: {
      goal: { label: 'accuracy', unit: 'share', better: 1 },
      settings: [{ path: 'a', label: 'a', isLog: false, values: [{ text: '1', number: 1 }] }],
      count: 1,
      changed: [{ place: 0, point: { index: 0, stage: 'search', values: [0], planned: 1, runs: [] } }],
    },
  },
  { type: 'verdict', verdict: { sentence: 's', tone: 'good', basis: '', pairs: [], detail: '' } },
];

/** Messages between the extension and each of its pages; those of the panel have a target of their own. */
export function pageMessageTarget(): Target {
  const readers = [
    ...[readFromAugment, readFromLive, readFromPreview, readFromSweep],
    ...[readToAugment, readToLive, readToPreview, readToSweep],
  ];
  const parsers = [parseCompareAnswer, parseSummaryAnswer, parseTargetsAnswer];
  const check = (bytes: Buffer): void => {
    const text = bytes.toString('utf8');
    let value: unknown = text;
    try {
      value = JSON.parse(text);
    } catch {
      // The text itself is a message that must be refused.
    }
    for (const read of readers) {
      const message: unknown = read(value);
      assert.ok(message === undefined || (typeof message === 'object' && message !== null));
    }
    for (const parse of parsers) {
      try {
        parse(value);
      } catch (error) {
        assert.ok(error instanceof MessageError && error.message.length > 0, String(error));
      }
    }
  };
  const forge = (original: Buffer, generator: Generator): Buffer =>
    Buffer.from(
      JSON.stringify(forgeJson(JSON.parse(original.toString('utf8')), generator, ['../a', 'ready', 1e9]) ?? null),
    );
  const corpus = messages.map((message) => Buffer.from(JSON.stringify(message)));
  return { name: 'messages of the pages', corpus, check, forge };
}

/** Facts that an interpreter prints of itself when it is asked. */
export function probeTarget(): Target {
  const facts = [
    { version: '3.11.7', executable: '/usr/bin/python3' },
    { folders: ['/usr/lib/python3'], torch: '2.1.0', distillery: '/w/distillery.py' },
    { torch: '2.1.0', devices: ['cpu', 'cuda:0 NVIDIA H200'] },
  ];
  const textOf = (lines: unknown): Buffer =>
    Buffer.from(
      [lines]
        .flat()
        .map((line) => JSON.stringify(line ?? null))
        .join('\n'),
    );
  const check = (bytes: Buffer): void => {
    const { probed, folders } = readAnswer({ output: bytes.toString('utf8'), errors: '', isTimeout: false });
    assert.ok(folders.every((folder) => typeof folder === 'string'));
    if ('fault' in probed) assert.ok(probed.fault.length > 8);
    else {
      const { version, torch = '', devices = [] } = probed.facts;
      assert.ok(version !== '' && version.length <= 1000 && torch.length <= 1000);
      assert.ok(devices.every((device) => typeof device === 'string'));
    }
  };
  const forge = (_: Buffer, generator: Generator): Buffer =>
    textOf(forgeJson(facts, generator, ['\u0000', 'x'.repeat(5000)]));
  return { name: 'what an interpreter tells of itself', corpus: [textOf(facts)], check, forge };
}
