import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { parseEventLine, type RunEvent } from '../../../../src/runs';
import {
  eventOf,
  isEvaluationIndex,
  isExit,
  isHeartbeat,
  isManifest,
  isOwner,
  isQueueFile,
  isStopProgress,
  isTrainingSlotFile,
} from '../../../../src/runs/protocol/arrival';
import { evaluationIndexSchema } from '../../../../src/runs/protocol/schemas/evaluations';
import { eventSchemas } from '../../../../src/runs/protocol/schemas/events';
import {
  eventDefaults,
  eventTextFields,
  plainStepModule,
  protocolShapes,
  shapesModule,
} from '../../../../src/runs/protocol/reference/json-schema';
import { manifestSchema } from '../../../../src/runs/protocol/schemas/manifest';
import { heartbeatSchema } from '../../../../src/runs/protocol/schemas/plain-files';
import {
  exitSchema,
  ownerSchema,
  queueEntrySchema,
  stopStepSchema,
  trainingSlotSchema,
} from '../../../../src/runs/protocol/schemas/process-files';
import { runFolderReference } from '../../../../src/runs/protocol/reference/run-folder-reference';
import {
  eventDefaults as keptDefaults,
  eventTextFields as keptTextFields,
} from '../../../../src/runs/protocol/generated/event-fields';
import { eventShapes } from '../../../../src/runs/protocol/generated/event-shapes';
import { fileShapes } from '../../../../src/runs/protocol/generated/file-shapes';

const runs = 'test/fixtures/run-folders/0.1/runs';
const folders = readdirSync(runs).map((name) => path.join(runs, name));
const parse = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const read = (name: string): unknown[] =>
  folders.flatMap((folder) => {
    try {
      return [parse(path.join(folder, name))];
    } catch {
      return [];
    }
  });

/** A value with each of its fields, at any depth, taken out and in turn replaced by values of other types. */
function* variants(value: unknown): Generator {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const put = (other: unknown): unknown =>
      Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other };
    if (!Array.isArray(value)) yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    for (const other of ['x', 'NaN', '', 0, -1, 1.5, 1e300, true, null, [], {}, [1], ['a']]) yield put(other);
    let count = 0;
    for (const inner of variants(item)) {
      if (count++ > 60) break;
      yield put(inner);
    }
  }
}

function assertAgreement(
  schema: z.core.$ZodType,
  check: (value: unknown) => boolean,
  values: readonly unknown[],
): void {
  const counts = { right: 0, wrong: 0 };
  for (const value of values) {
    for (const one of [value, ...variants(value)]) {
      const isRight = z.safeParse(schema, one).success;
      assert.equal(check(one), isRight, JSON.stringify(one).slice(0, 2000));
      counts[isRight ? 'right' : 'wrong'] += 1;
    }
  }
  assert.ok(counts.right >= values.length && counts.wrong > 10, JSON.stringify(counts));
}

const sha256 = 'ab'.repeat(32);
const files = [{ path: 'big/model.json', sha256 }];
/** An event with all of its fields, which version 0.1 did not write. */
const inputsExample = {
  ...{ type: 'inputs', seq: 1, attempt: 1, at: 1, train: { sha256, count: 9 }, test: { sha256, count: 0 } },
  ...{ labels: sha256, classes: [{ name: 'NaN' }, { name: 'one' }], dataStamp: sha256, script: { sha256 } },
  ...{ teachers: [{ name: 'teacher', files }], student: { files } },
  ...{ changes: [{ input: 'classes', before: 'Infinity', after: '' }], unrecorded: true },
};

/** An event of a kind that version 0.1 did not write. */
const guardsExample = {
  ...{ type: 'guards', seq: 1, attempt: 1, at: 1, phase: 'student', teacher: 'NaN', step: 9, epoch: 1, samples: 90 },
  guards: [{ name: 'Infinity', samples: 9 }],
};

const figures = { errors: 21, crossEntropy: 0.4 };
const preflightExample = {
  ...{ type: 'preflight', seq: 1, attempt: 1, at: 1, teacher: 'teacher', split: 'validation', count: 500, ...figures },
  ...{ isAtChance: false, tried: 24, classOrder: 'tried' },
  better: { settings: '{"input":{"range":[0,255]}}', name: 'NaN', ...figures, t: 24 },
};

describe('the run protocol', () => {
  for (const [type, schema] of Object.entries(eventSchemas)) {
    it(`takes the lines of a log that the schema of '${type}' takes, and no others`, () => {
      const isEvent = (value: unknown): boolean => parseEventLine(JSON.stringify(value)) !== undefined;
      const taken = examplesOf(type);
      const isOfType = (value: unknown): boolean => (value as { type?: unknown } | null)?.type === type;
      for (const event of taken) {
        for (const value of [event, ...variants(event)].filter(isOfType)) {
          assert.equal(isEvent(value), z.safeParse(schema, value).success, JSON.stringify(value));
        }
      }
    });
  }

  /** One event of a type with each set of fields that the fixtures have. */
  function examplesOf(type: string): unknown[] {
    const found = new Map<string, unknown>();
    for (const folder of folders) {
      for (const line of readFileSync(path.join(folder, 'events.jsonl'), 'utf8').split('\n').slice(0, -1)) {
        const event = JSON.parse(line) as RunEvent & { crc?: unknown };
        delete event.crc;
        if (event.type === type) found.set(Object.keys(event).join(), event);
      }
    }
    if (type === 'inputs') found.set('', inputsExample);
    if (type === 'guards') found.set('', guardsExample);
    const stamps = { seq: 1, attempt: 1, at: 1 };
    if (type === 'sweep')
      found.set('', { type, ...stamps, done: 3, failed: 1, total: 9, best: 'T 4', score: 0.9, dropped: 'a' });
    if (type === 'preparation') found.set('', { type, ...stamps, done: 3, total: 9, secondsLeft: 1.5 });
    if (type === 'teacher') found.set('', { type, seq: 1, attempt: 1, at: 1, name: 'teacher', key: 'ab' });
    const python = { version: '3.11.7', path: 'NaN', origin: 'the PATH' };
    if (type === 'interpreter') found.set('', { type, ...stamps, ...python, torch: '2.15.0', otherModule: 'Infinity' });
    if (type === 'preflight') found.set('', preflightExample);
    assert.ok(found.size > 0);
    return [...found.values()];
  }

  it('takes manifests, evaluations, owners and exits as their schemas do', () => {
    assertAgreement(manifestSchema, isManifest, read('run.json').slice(0, 2));
    assertAgreement(evaluationIndexSchema, isEvaluationIndex, read('evaluations/index.json').slice(0, 1));
    assertAgreement(ownerSchema, isOwner, read('owner.json').slice(0, 1));
    assertAgreement(exitSchema, isExit, read('exit.json').slice(0, 1));
  });

  it('takes entries of queues, progress of an ending and heartbeats as their schemas do', () => {
    const machine = { bootId: 'b', namespace: 'n', host: 'h', pid: 7, startTime: '1' };
    const trainer = { trainerPid: 8, trainerStartTime: '2', token: 't', attempt: 1, folderId: '3' };
    assertAgreement(queueEntrySchema, isQueueFile, [{ ...machine, ...trainer, ticket: 2, isRunning: true }]);
    assertAgreement(trainingSlotSchema, isTrainingSlotFile, [{ ...machine, ticket: 2 }, machine]);
    assertAgreement(stopStepSchema, isStopProgress, [{ attempt: 1, step: 'killed' }]);
    for (const text of ['0', '1763000000000', '', '-1', '1.5', ' 1', '1\n', 'NaN', 5]) {
      assert.equal(isHeartbeat(text), z.safeParse(heartbeatSchema, text).success, JSON.stringify(text));
    }
    assert.ok(isHeartbeat('12') && !isHeartbeat('x'));
  });

  it('takes events of unknown types and with unknown fields, since a newer program may write them', () => {
    const taken = [
      { type: 'weather', seq: 1 },
      { type: 'notice', seq: 1, attempt: 1, at: 1, message: 'x', extra: {} },
    ];
    for (const event of taken) assert.equal(eventOf(event), event);
    assert.equal(eventOf({ type: 'weather' }), undefined);
  });

  /** Fields beside `type` and `seq` without which an event says nothing, by type. */
  const least: Readonly<Record<string, object>> = {
    started: { steps: 10, epochs: 1, threads: 1 },
    step: { step: 1, epoch: 0.1, loss: 2 },
    evaluation: { step: 1, epoch: 1, accuracy: 0.5, errors: 5, count: 10, crossEntropy: 1 },
    checkpoint: { step: 1, epoch: 1 },
    notice: { message: 'x' },
    finished: { step: 1, bestEpoch: 1, accuracy: 0.5, errors: 5, seconds: 1 },
    stopped: { step: 1, epoch: 1 },
    failed: { message: 'x' },
  };
  for (const [type, fields] of Object.entries(least)) {
    it(`takes '${type}' from a script that writes only what the event is about, and nothing less`, () => {
      const written = { type, seq: 1, ...fields };
      const event = parseEventLine(JSON.stringify(written));
      assert.deepEqual({ ...event, ...written }, event);
      assert.equal(event?.attempt, 1);
      for (const name of Object.keys(written)) {
        const lacking = Object.fromEntries(Object.entries(written).filter(([key]) => key !== name));
        assert.equal(parseEventLine(JSON.stringify(lacking)), undefined, name);
      }
    });
  }

  it('takes steps and evaluations that name no training for the student’s, and leaves what they have', () => {
    const step = { type: 'step', seq: 1, attempt: 3, step: 1, epoch: 0.1, loss: 2, hard: 1 };
    assert.deepEqual(parseEventLine(JSON.stringify(step)), { ...step, phase: 'student' });
    const teacher = { ...step, phase: 'teacher' };
    assert.deepEqual(parseEventLine(JSON.stringify(teacher)), teacher);
    const evaluation = { type: 'evaluation', seq: 2, attempt: 1, ...least['evaluation'] };
    assert.deepEqual(parseEventLine(JSON.stringify(evaluation)), {
      ...evaluation,
      ...{ phase: 'student', split: 'validation' },
    });
  });

  it('has checks that are made of its schemas', () => {
    const stale = 'a module of src/runs/protocol that is made from schemas is stale: run `npm run docs`';
    assert.deepEqual({ ...fileShapes, ...eventShapes }, protocolShapes(), stale);
    assert.deepEqual(keptDefaults, eventDefaults(), stale);
    assert.deepEqual(keptTextFields, eventTextFields(), stale);
    const bare = (text: string): string => text.replaceAll(/[\s,;()]/g, '').replaceAll('"', "'");
    const kept = (name: string): string => readFileSync(`src/runs/protocol/generated/${name}.ts`, 'utf8');
    // The formatter takes quotes off names, and changes commas and parentheses.
    const names = (text: string): string =>
      bare(text)
        .replaceAll(/'(\w+\??)':/g, '$1:')
        .replaceAll(/\['(\w+)'\]/g, '.$1');
    assert.equal(names(kept('plain-step')), names(plainStepModule()), stale);
    assert.equal(names(kept('file-shapes')).length, names(shapesModule('files')).length, stale);
    assert.equal(names(kept('event-shapes')).length, names(shapesModule('events')).length, stale);
  });
});

describe('docs/run-folder.md', () => {
  it('is current', () => {
    const page = readFileSync('docs/run-folder.md', 'utf8');
    assert.equal(page, runFolderReference(), 'docs/run-folder.md is stale: run `npm run docs`');
  });
  it('has a meaning for every field', () => {
    const rows = runFolderReference().matchAll(/^\| `([^`]+)` \| ([^|]+) \| ?(.*?) ?\|$/gm);
    const without = [...rows].filter(([, field, , meaning]) => meaning === '' && field !== 'type');
    assert.deepEqual(
      without.map(([row]) => row),
      [],
    );
  });
});
