import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Generator } from '../../../../src/data';
import {
  checkRun,
  claimAttempt,
  describeMachine,
  folderIdOf,
  HeartbeatWatch,
  markOf,
  ownerState,
  processStartTime,
  readExit,
  readOwner,
  readQueueEntries,
  readRunsAtATime,
  readStopRequest,
  readStopStep,
  requestStop,
  takeTrainingSlot,
  type Owner,
} from '../../../../src/runs';
import { forgeJson, pick } from '../forge-json';
import { inFolder } from '../in-folder';
import type { Target } from '../target';

/** Files below `.distillery` by their paths, as one input: JSON, or a text as it is. */
type Files = Readonly<Record<string, unknown>>;

/** A living process that is this one, so that what is forged of it counts. */
function self(): Omit<Owner, 'token' | 'attempt' | 'folderId'> {
  const startTime = processStartTime(process.pid) ?? '';
  const { pid } = process;
  return { ...describeMachine(), pid, startTime, trainerPid: 0, trainerStartTime: '' };
}

function writeFiles(folder: string, files: Files): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, value] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value ?? null));
  }
}

/** Damaged bytes are no such input: then all files hold them. */
function filesIn(input: Buffer, original: Buffer): Files {
  const names = Object.keys(JSON.parse(original.toString('utf8')) as Files);
  try {
    const files = JSON.parse(input.toString('utf8')) as unknown;
    if (typeof files === 'object' && files !== null && Object.keys(files).every((name) => names.includes(name))) {
      return files as Files;
    }
  } catch {
    // Every file holds the bytes.
  }
  return Object.fromEntries(names.map((name) => [name, input.toString('latin1')]));
}

/** One file of the input forged, its name kept. */
function forgeFile(hints: readonly unknown[]): NonNullable<Target['forge']> {
  return (original: Buffer, generator: Generator) => {
    const files = JSON.parse(original.toString('utf8')) as Files;
    const name = pick(Object.keys(files), generator);
    return Buffer.from(JSON.stringify({ ...files, [name]: forgeJson(files[name], generator, hints) }), 'utf8');
  };
}

const runName = 'run';
const token = 'the token';

/** Files by which a run is asked to stop and its processes are known. */
export function requestsTarget(): Target {
  const root = inFolder();
  const folder = path.join(root, '.distillery', 'runs', runName);
  const owner: Owner = { ...self(), token, attempt: 1, folderId: '1' };
  const files: Files = {
    'owner.json': owner,
    'requests/stop': token,
    'control/stop': 'another token',
    'stopping.json': { attempt: 1, step: 'terminated' },
    'exit.json': { code: 0, signal: null, attempt: 1, at: 1 },
    heartbeat: String(Date.now()),
    'attempts/1': owner,
  };
  const check = async (input: Buffer, original: Buffer): Promise<void> => {
    const written = filesIn(input, original);
    writeFiles(folder, written);
    const read = readOwner(folder);
    assert.ok(read === undefined || Number.isSafeInteger(read.attempt + 1));
    if (read !== undefined) ownerState(read, folder);
    assert.ok([undefined, 'asked', 'terminated', 'killed'].includes(readStopStep(folder, { token, attempt: 1 })));
    assert.ok((readExit(folder)?.attempt ?? 0) >= 0);
    const hearts = new HeartbeatWatch();
    assert.equal(typeof (hearts.isBeating(folder, 0) || hearts.isBeating(folder, 1e9)), 'boolean');
    const isAsked = [written['requests/stop'], written['control/stop']].includes(token);
    assert.equal(readStopRequest(folder, token), isAsked);
    await inWords(() => requestStop(folder));
    await inWords(() => {
      const claimed = claimAttempt(folder, { ...owner, folderId: folderIdOf(folder) });
      assert.ok(claimed.attempt > (read?.attempt ?? 0));
    });
    await checkRun(folder, 'repair');
  };
  const corpus = [Buffer.from(JSON.stringify(files))];
  return {
    name: 'requests and processes of a run',
    corpus,
    check,
    forge: forgeFile([token, process.pid, 2 ** 48]),
    inputs: 30,
    worst: {
      'files of one long text': [
        1 << 15,
        (length) => JSON.stringify({ ...files, 'exit.json': 'x'.repeat(length), 'requests/stop': 'y'.repeat(length) }),
      ],
      'an owner of unknown fields': [
        1 << 15,
        (length) =>
          JSON.stringify({
            ...files,
            'owner.json': {
              ...owner,
              ...Object.fromEntries(Array.from({ length: length / 16 }, (_, at) => [`k${at}`, 1])),
            },
          }),
      ],
    },
  };
}

/** Entries of the queue of runs. */
export function queueTarget(): Target {
  const root = inFolder();
  const queue = path.join(root, '.distillery', 'queue');
  const entry = { ...self(), token, attempt: 1, folderId: '1' };
  const files: Files = {
    'a.json': { ...entry, ticket: 1, isRunning: true },
    'b.json': { ...entry, ticket: 2 },
    'c.json': entry,
    'at-a-time': `3\n${markOf('at-a-time', 3)}`,
  };
  const check = (input: Buffer, original: Buffer): void => {
    const written = filesIn(input, original);
    writeFiles(queue, written);
    const entries = readQueueEntries(path.join(root, '.distillery', 'runs'));
    const tickets = entries.map(({ ticket = 0 }) => ticket);
    assert.deepEqual(
      tickets,
      [...tickets].sort((one, other) => one - other),
    );
    assert.ok(tickets.every((ticket) => Number.isSafeInteger(ticket + 1) && ticket >= 0));
    assert.ok(entries.every(({ isRunning }) => typeof isRunning === 'boolean'));
    const isOwn = written['at-a-time'] === files['at-a-time'];
    assert.equal(readRunsAtATime(path.join(root, '.distillery', 'runs')), isOwn ? 3 : 1);
  };
  const hints = [process.pid, entry.startTime, -1, 2 ** 48, 2 ** 48 + 1];
  return {
    name: 'the queue',
    corpus: [Buffer.from(JSON.stringify(files))],
    check,
    forge: forgeFile(hints),
    inputs: 100,
  };
}

/** Entries of runs that train a teacher which others need. */
export function trainingSlotTarget(): Target {
  const root = inFolder();
  const store = path.join(root, '.distillery');
  const { trainerPid, trainerStartTime, ...machine } = self();
  assert.equal(trainerPid + trainerStartTime.length, 0);
  const key = 'a'.repeat(64);
  const files: Files = {
    [`${key}.other.json`]: { ...machine, ticket: 1 },
    [`${key}.far.json`]: { ...machine, host: 'far', ticket: 1 },
    [`${key}.${runName}.json`]: { ...machine, ticket: 9 },
  };
  const ended = new Error('the run is to end');
  const check = async (input: Buffer, original: Buffer): Promise<void> => {
    writeFiles(path.join(store, 'queue', 'teachers'), filesIn(input, original));
    const others: string[] = [];
    const options = {
      ...{ key, cacheFolder: path.join(store, 'cache'), runFolder: path.join(store, 'runs', runName) },
      onWait: (run: string) => void others.push(run),
      pause: () => Promise.reject(ended),
    };
    try {
      (await takeTrainingSlot(options))();
      assert.deepEqual(others, []);
    } catch (error) {
      assert.equal(error, ended);
      // A run that draws a ticket at this moment is waited for without a word.
      assert.ok(others.length <= 1 && others.every((name) => ['other', 'far'].includes(name)));
    }
    assert.ok(!readdirSync(path.join(store, 'queue', 'teachers')).includes(`${key}.${runName}.json`));
  };
  const hints = [process.pid, machine.startTime, -1, 2 ** 48, 'far'];
  return {
    ...{ name: 'slots of teachers', corpus: [Buffer.from(JSON.stringify(files))] },
    ...{ check, forge: forgeFile(hints), inputs: 40 },
    worst: {
      'an entry of a long host': [
        1 << 15,
        (length) =>
          JSON.stringify({ ...files, [`${key}.far.json`]: { ...machine, host: 'x'.repeat(length), ticket: 1 } }),
      ],
      'an entry of brackets': [
        1 << 15,
        (length) => JSON.stringify({ ...files, [`${key}.far.json`]: '['.repeat(length) }),
      ],
    },
  };
}

/** Lets a work end well or with a sentence of ours. */
async function inWords(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isSentence = error instanceof Error && !(error instanceof TypeError) && !(error instanceof RangeError);
    if (!isSentence || error instanceof assert.AssertionError || error.message.length < 12) throw error;
  }
}
