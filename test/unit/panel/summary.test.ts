import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../src/config/schema/schema';
import { FactsReader } from '../../../src/panel/summary/facts';
import { readSummaryRequest } from '../../../src/panel/messages';
import { describeMachine, folderIdOf, openEventWriter, processStartTime, type NewEvent } from '../../../src/runs';

const teacher = { model: { preset: 'mlp', hidden: [16] }, train: { seed: 7 } };
const step = (number: number): NewEvent => ({
  ...{ type: 'step', phase: 'student', step: number, epoch: number / 10, loss: 1, hard: 2, soft: 3 },
  ...{ weightedHard: 0.2, weightedSoft: 2.7, temperature: 4, learningRate: 0.001, imagesPerSecond: 1234 },
});

describe('what the summary says', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'distillery-summary-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const newRun = (id: string, changes: Record<string, unknown>, ...events: NewEvent[]): string => {
    const folder = path.join(root, id);
    mkdirSync(folder);
    const student = { model: { preset: 'mlp', hidden: [8] } };
    const config = configSchema.parse({ name: id, data: { set: 'mnist' }, student, ...changes });
    const engine = {
      name: 'wasm',
      version: '4.22',
      threads: 2,
      rejected: [{ name: 'onnx', reason: 'it is not there' }],
    };
    const manifest = {
      formatVersion: 1,
      id,
      name: id,
      createdAt: 0,
      config,
      configPath: '',
      configHash: 'cafe',
      engine,
    };
    const teachers = [{ name: 'teacher', sha256: 'beef' }];
    writeFileSync(
      path.join(folder, 'run.json'),
      JSON.stringify({ ...manifest, teachers, cacheFolder: '', versions: {} }),
    );
    const log = openEventWriter(folder, 1);
    for (const event of events) log.write(event);
    log.close();
    return folder;
  };
  const finished = (errors: number): NewEvent => ({
    ...{ type: 'finished', step: 9, bestEpoch: 3, accuracy: 1 - errors / 1e4, errors, seconds: 75, teacherErrors: 91 },
  });
  const read = async (folder: string) => {
    const { facts, ...more } = await new FactsReader(folder).read();
    return { ...more, of: (label: string) => facts.find((fact) => fact.label === label)?.value };
  };

  /** Lets this process be the trainer of a run. */
  const ownByThis = (folder: string): void => {
    const own = { pid: process.pid, startTime: processStartTime(process.pid) ?? '' };
    const trainer = { trainerPid: own.pid, trainerStartTime: own.startTime, token: '', attempt: 1 };
    const owner = { ...own, ...trainer, ...describeMachine(), folderId: folderIdOf(folder) };
    writeFileSync(path.join(folder, 'owner.json'), JSON.stringify(owner));
  };

  it('holds a finished run against its control', async () => {
    newRun('control', {}, finished(149));
    const { verdict, of, actions, objective } = await read(newRun('taught', { teacher }, finished(121)));
    assert.match(
      verdict,
      /^121 of .* wrong .*; the teacher 91; the same student without a teacher 149 \(control\): 28 fewer/,
    );
    assert.match(objective, /0\.1·CE \+ 0\.9·/);
    assert.equal(of('Seeds'), 'student 1, teacher 7');
    assert.equal(of('Engine'), 'wasm 4.22, 2 threads');
    assert.equal(of('Why no other'), 'onnx: it is not there');
    assert.deepEqual([of('Trained'), of('Time left'), of('Speed')], ['1 min 15 s', undefined, undefined]);
    assert.deepEqual([of('Config, SHA-256'), of('teacher, key in the cache')], ['cafe', 'beef']);
    assert.deepEqual(actions, ['rerun', 'useStudent', 'export', 'openConfig', 'openLog', 'revealFolder']);
  });

  it('offers to resume what has stopped, and only the folder of a broken run, with a stop while its processes go on', async () => {
    const stopped = newRun('stopped', {}, { type: 'stopped', step: 3, epoch: 0.3 });
    assert.deepEqual((await read(stopped)).actions.slice(0, 2), ['resume', 'rerun']);
    writeFileSync(path.join(stopped, 'run.json'), '{');
    const { of, actions } = await read(stopped);
    assert.deepEqual(actions, ['revealFolder']);
    assert.match(of('Problem') ?? '', /run\.json is not a run's manifest; delete the run or restore the file/);
    ownByThis(stopped);
    assert.deepEqual((await read(stopped)).actions, ['stop', 'revealFolder']);
  });

  it('says speed and time left by the clock of the log', async () => {
    const folder = newRun('running', {});
    ownByThis(folder);
    const started = {
      type: 'started',
      engine: 'wasm',
      engineVersion: '4',
      threads: 1,
      steps: 1000,
      epochs: 100,
      node: '20',
    } as const;
    const log = openEventWriter(folder, 1);
    log.write(started);
    const now = Date.now;
    try {
      // Four steps a second.
      for (let number = 1; number <= 41; number += 1) {
        Date.now = () => 1e12 + number * 250;
        log.write(step(number));
      }
    } finally {
      Date.now = now;
    }
    log.close();
    const { of, actions } = await read(folder);
    assert.equal(of('Speed'), '4.0 steps/s, 1,234 images/s');
    assert.equal(of('Time left'), 'about 4 min');
    assert.equal(actions[0], 'stop');
  });

  for (const [request, expected] of [
    [{ type: 'facts' }, { type: 'facts' }],
    [
      { type: 'do', action: 'stop', folder: '/' },
      { type: 'do', action: 'stop' },
    ],
    [{ type: 'do', action: 'delete' }, undefined],
    [{ type: 'painted', png: 'x' }, undefined],
    ['facts', undefined],
  ] as const) {
    it(`is asked by ${JSON.stringify(request)}: ${expected === undefined ? 'no' : 'yes'}`, () =>
      assert.deepEqual(readSummaryRequest(request), expected));
  }
});
