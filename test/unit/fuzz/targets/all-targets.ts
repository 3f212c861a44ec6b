import assert from 'node:assert/strict';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkConfig, parseConfig, type Language } from '../../../../src/config';
import { DataFault, readIdx } from '../../../../src/data-sources';
import {
  MessageError,
  parseCurveAnswer,
  parseToPanel,
  readCurveRequest,
  readFromPanel,
  readState,
} from '../../../../src/panel/messages';
import {
  decodeNpy,
  decodeNpyBytes,
  decodeWeights,
  encodeNpy,
  formatEventLine,
  LogFollower,
  makeIndex,
  parseEventLine,
  readEvents,
  readManifest,
  writeWeightsFile,
  type RunEvent,
} from '../../../../src/runs';
import { TrainingFailure } from '../../../../src/trainer/context/failure';
import { layersTarget, onnxTarget } from './model-targets';
import { arraysTarget, idxTarget } from './data/data-targets';
import { cifarTarget, pictureListTarget, picturesTarget } from './data/picture-targets';
import { parquetTarget, tableTarget } from './data/table-targets';
import { forgeIndex } from '../forge-index';
import { inFolder } from '../in-folder';
import { rowsTarget, teacherTarget } from './cache-targets';
import { clusterAnswersTarget, profilesTarget } from './cluster-targets';
import { mdistillerTarget, torchdistillTarget } from './foreign-targets';
import { jobFilesTarget, journalTarget } from './job-targets';
import { csvLogTarget, eventFileTarget, trainerStateTarget } from './log-targets';
import { pageMessageTarget, probeTarget, tracebackTarget } from './outside-targets';
import { pythonNamesTarget } from './python-targets';
import { changesTarget } from './change-targets';
import { marksTarget } from './mark-targets';
import { queueTarget, requestsTarget, trainingSlotTarget } from './process-targets';
import { runTarget } from './run-target';
import { answersTarget, findingsTarget, studentTarget } from './student-targets';
import { sweepConfigTarget, sweepRunsTarget } from './sweep-targets';
import { workerAnswersTarget } from './torch-targets';
import type { Target } from '../target';

/** Name of the file, by which its errors are recognised. */
const called = 'FUZZED.FILE';
const example = (name: string): Buffer => readFileSync(path.resolve('examples', name));

/** Value of a reader; undefined when it refuses with an error that names the file, as every reader may. */
function readOrRefuse<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    const isNamed = error instanceof TrainingFailure || error instanceof DataFault;
    const isOwn = isNamed || (error instanceof Error && error.constructor === Error);
    if (!isOwn || !error.message.includes(called)) throw error;
    return undefined;
  }
}

const config = (language: Language): Target['check'] => {
  return (bytes) => {
    const text = bytes.toString('utf8');
    const parsed = parseConfig(text, language);
    for (const { start, end, message } of [...parsed.problems, ...checkConfig(parsed)]) {
      assert.ok(start >= 0 && start <= end && end <= text.length, `${message}: ${start} to ${end}`);
    }
  };
};

const events: readonly RunEvent[] = [
  { type: 'notice', message: 'NaN „ü“ \u{1f525}', seq: 1, attempt: 1, at: 1 },
  { type: 'stopped', step: 3, epoch: Infinity, seq: 2, attempt: 1, at: 2 },
  ...[3, 4, 5].map((seq): RunEvent => ({
    ...{ type: 'step', phase: 'student', step: seq, epoch: 0.1, loss: Number.NaN, hard: 1, soft: 2, weightedHard: 3 },
    ...{ weightedSoft: 4, temperature: 5, learningRate: 6, imagesPerSecond: seq, seq, attempt: 1, at: seq },
  })),
];

/** A line that is read at all says what was written. */
function checkLine(bytes: Buffer, original: Buffer): void {
  const event = parseEventLine(bytes.toString('utf8'));
  if (event === undefined || !('crc' in event)) return;
  assert.deepEqual(event, parseEventLine(original.toString('utf8')));
}

function checkWeights(bytes: Buffer, original: Buffer): void {
  const read = readOrRefuse(() => decodeWeights(bytes, called));
  if (read !== undefined) assert.deepEqual(read, decodeWeights(original, called));
}

function checkNpy(bytes: Buffer): void {
  for (const decode of [decodeNpy, decodeNpyBytes]) {
    const array = readOrRefuse(() => decode(bytes, called));
    if (array === undefined) continue;
    assert.equal(
      array.shape.reduce((product, length) => product * length, 1),
      array.values.length,
    );
    assert.ok(array.values.byteLength <= bytes.length, 'no more is held than the file has');
  }
}

function checkIdx(bytes: Buffer): void {
  for (const rank of [1, 3]) {
    const read = readOrRefuse(() => readIdx(bytes, rank, called));
    if (read === undefined) continue;
    assert.equal(
      read.shape.reduce((product, length) => product * length, 1),
      read.bytes.length,
    );
  }
}

/** Any value that a message could be: JSON where it is some, else the text. */
function checkMessage(bytes: Buffer): void {
  const text = bytes.toString('utf8');
  let value: unknown = text;
  try {
    value = JSON.parse(text, (_key, item: unknown) => (item === 'NaN' ? Number.NaN : item));
  } catch {
    // The text itself is a message that must be refused.
  }
  for (const parse of [parseToPanel, parseCurveAnswer]) {
    try {
      parse(value);
    } catch (error) {
      assert.ok(error instanceof MessageError && error.message.length > 0);
    }
  }
  for (const read of [readFromPanel(value), readState(value), readCurveRequest(value)])
    assert.ok(read === undefined || typeof read === 'object');
}

const panelRun = {
  ...{ id: 'a', folder: '/a', name: 'A', status: 'running', objective: '', teacher: '', student: '', data: '' },
  ...{ seed: '1', engine: '', epoch: '', progress: 0, activity: '', result: '', warnings: [], figures: [] },
};

function messageTarget(): Target {
  const messages: readonly unknown[] = [
    { type: 'card', run: panelRun },
    { type: 'gone', runId: 'a' },
    {
      ...{ kind: 'show', number: 1, axis: 'step', from: 1, to: 9, pixels: 700, smoothing: 0.6, setsAside: true },
      ...{ pins: ['b'], plots: [{ name: 'loss', curves: ['loss'] }] },
    },
    { type: 'notice', runId: 'a', message: 'm' },
    { type: 'view', view: 'targets', runId: 'a', answer: [1], request: {} },
    { folder: '/a', shown: 'targets', pins: ['a', null], views: {} },
  ];
  const list = (length: number): readonly string[] => Array.from({ length: length / 8 }, (_, at) => `c${at}`);
  const show = { kind: 'show', number: 1, axis: 'step', pixels: 700, smoothing: 0.6, setsAside: true };
  return {
    ...{
      name: 'a message',
      corpus: messages.map((message) => Buffer.from(JSON.stringify(message))),
      check: checkMessage,
    },
    worst: {
      'curves of a plot': [
        1 << 16,
        (length) => JSON.stringify({ ...show, pins: [], plots: [{ name: 'loss', curves: list(length) }] }),
      ],
      'pins of a panel': [
        1 << 16,
        (length) => JSON.stringify({ folder: '/a', shown: 'a', pins: list(length), views: {} }),
      ],
      'warnings of a run': [
        1 << 16,
        (length) => JSON.stringify({ type: 'card', run: { ...panelRun, warnings: list(length) } }),
      ],
    },
  };
}

function weightsBytes(): Buffer {
  const folder = inFolder();
  const file = path.join(folder, 'w');
  writeWeightsFile(file, {
    header: { identity: 'a', step: 3 },
    arrays: [Float32Array.of(1, 2, 3), new Float32Array()],
  });
  return readFileSync(file);
}

function idxBytes(): Buffer {
  const bytes = Buffer.alloc(16 + 24);
  [0x803, 2, 3, 4].forEach((value, index) => bytes.writeUInt32BE(value, 4 * index));
  return bytes;
}

function manifestTarget(): Target {
  const folder = inFolder((where) => mkdirSync(path.join(where, called)));
  const run = path.join(folder, called);
  const corpus = Buffer.from(JSON.stringify({ formatVersion: 1, id: 'a', name: 'a', createdAt: 1, config: {} }));
  const check = async (bytes: Buffer): Promise<void> => {
    writeFileSync(path.join(run, 'run.json'), bytes);
    const read = await readManifest(run).catch((error: unknown) => readOrRefuse(() => refuse(error)));
    assert.ok(read === undefined || (typeof read.id === 'string' && typeof read.createdAt === 'number'));
  };
  return { name: 'a manifest', corpus: [corpus], check };
}

function refuse(error: unknown): never {
  throw error;
}

/** The index of a log may be damaged in any way: what is followed is what the lines say. */
async function indexTarget(): Promise<Target> {
  const folder = inFolder((where) => {
    const lines = Array.from({ length: 300 }, (_, place) => ({
      ...events[0],
      message: 'x'.repeat(1000),
      seq: place + 1,
    }));
    writeFileSync(
      path.join(where, 'events.jsonl'),
      lines.map((event) => `${formatEventLine(event as RunEvent)}\n`).join(''),
    );
  });
  await makeIndex(folder);
  const file = path.join(folder, 'events.index');
  const expected = readEvents(folder).events;
  const check = (bytes: Buffer): void => {
    closeSync(openSync(file, 'w'));
    writeFileSync(file, bytes);
    const follower = new LogFollower(folder);
    const followed: RunEvent[] = [];
    for (let piece = follower.read(); piece !== undefined; piece = follower.read()) followed.push(...piece.events);
    assert.deepEqual(followed, expected);
  };
  return { name: 'the index of a log', corpus: [readFileSync(file)], check, forge: forgeIndex, inputs: 60 };
}

/** All readers of what may come from outside. */
export const fuzzTargets = async (): Promise<Target[]> => [...readerTargets(), await indexTarget()];

/** Readers of what may come from outside, without the index of a log, which is made as it is in a run. */
export function readerTargets(): Target[] {
  return [
    { name: 'a YAML config', corpus: [example('mnist.distill.yaml')], check: config('yaml') },
    { name: 'a JSON config', corpus: [example('mnist.distill.json')], check: config('json') },
    { name: 'a line of the log', corpus: events.map((event) => Buffer.from(formatEventLine(event))), check: checkLine },
    { name: 'a checkpoint', corpus: [weightsBytes()], check: checkWeights },
    { name: 'an idx file', corpus: [idxBytes()], check: checkIdx },
    {
      name: 'an npy file',
      corpus: [Buffer.from(encodeNpy({ shape: [2, 3], values: new Float32Array(6) }))],
      check: checkNpy,
    },
    messageTarget(),
    onnxTarget(),
    layersTarget(),
    idxTarget(),
    arraysTarget(),
    tableTarget(),
    parquetTarget(),
    picturesTarget(),
    pictureListTarget(),
    cifarTarget('binary'),
    cifarTarget('pickled'),
    manifestTarget(),
    runTarget(),
    sweepConfigTarget(),
    sweepRunsTarget(),
    studentTarget(),
    marksTarget(),
    changesTarget(),
    answersTarget(),
    findingsTarget(),
    requestsTarget(),
    queueTarget(),
    trainingSlotTarget(),
    rowsTarget(),
    teacherTarget(),
    eventFileTarget(),
    tracebackTarget(),
    pageMessageTarget(),
    probeTarget(),
    csvLogTarget(),
    trainerStateTarget(),
    torchdistillTarget(),
    mdistillerTarget(),
    profilesTarget(),
    clusterAnswersTarget(),
    jobFilesTarget(),
    journalTarget(),
    pythonNamesTarget(),
    workerAnswersTarget(),
  ];
}
