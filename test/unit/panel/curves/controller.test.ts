import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CurveAnswer, CurveGrowth, CurveQuestion, Picture } from '../../../../src/panel/messages';
import { CurvesController } from '../../../../src/panel/curves/controller';
import {
  describeMachine,
  folderIdOf,
  formatEventLine,
  LogFollower,
  runFiles,
  type NewEvent,
} from '../../../../src/runs';
import { formatMoment } from '../../../../src/wording';

const question: CurveQuestion = {
  ...{ kind: 'show', number: 1, axis: 'step', pixels: 100, smoothing: 0, setsAside: true, pins: [] },
  plots: [{ name: 'loss', curves: ['loss'] }],
};
// A run that was made just now and has no owner yet waits for its trainer.
const manifest = { formatVersion: 1, name: 'small', config: {}, configPath: '/c', configHash: '' };
const step = (at: number, phase: 'student' | 'teacher' = 'student'): NewEvent => ({
  ...{ type: 'step', phase, step: at, epoch: at / 10, loss: at, hard: 1, soft: 0, weightedHard: 1 },
  ...{ weightedSoft: 0, temperature: 1, learningRate: 0.1, imagesPerSecond: 1000 },
});

const evaluation = (phase: 'student' | 'teacher', split: 'validation' | 'test'): NewEvent => ({
  ...{ type: 'evaluation', phase, split, step: 10, epoch: 1, accuracy: 0.5, errors: 5, count: 10 },
  ...{ crossEntropy: 1, calibrationError: 0, classCounts: [10], classErrors: [5] },
});

describe('CurvesSide', () => {
  let folder: string;
  let controller: CurvesController;
  /** Of now: a run that was made long ago and never began is lost. */
  let createdAt = 0;
  let seq = 0;
  const sent: CurveAnswer[] = [];
  let onSend = (): void => undefined;
  const log = (run: string): string => path.join(folder, run, runFiles.events);
  const makeRun = (run: string): void => {
    mkdirSync(path.join(folder, run));
    writeFileSync(path.join(folder, run, runFiles.manifest), JSON.stringify({ ...manifest, createdAt, id: run }));
  };
  const write = (run: string, ...events: NewEvent[]): void => {
    for (const event of events) {
      seq += 1;
      appendFileSync(log(run), `${formatEventLine({ ...event, seq, attempt: 1, at: seq * 1000 })}\n`);
    }
  };
  /** Resolves with the first answer from the `from`th on that fits; mocha's limit ends a vain wait. */
  const answer = <Kind extends CurveAnswer>(isIt: (answer: CurveAnswer) => answer is Kind, from = 0): Promise<Kind> =>
    new Promise((resolve) => {
      onSend = () => {
        const found = sent.slice(from).find(isIt);
        if (found !== undefined) resolve(found);
      };
      onSend();
    });
  const isGrowth = (given: CurveAnswer): given is CurveGrowth => given.kind === 'growth';
  const isPicture = (given: CurveAnswer): given is Picture => given.kind === 'picture';
  const losses = (given: CurveGrowth | Picture | undefined, run = 0): number[] => [
    ...(given?.runs[run]?.thinnedCurves[0]?.y ?? []),
  ];

  beforeEach(() => {
    createdAt = Date.now();
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-curves-'));
    makeRun('run');
    seq = 0;
    sent.length = 0;
    onSend = () => undefined;
    controller = new CurvesController({
      runFolder: path.join(folder, 'run'),
      send: (given) => {
        sent.push(given as CurveAnswer);
        onSend();
        return Promise.resolve(true);
      },
    });
  });
  afterEach(() => {
    controller.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers with one picture and then sends only what the log gained', async () => {
    write('run', ...Array.from({ length: 50 }, (_, index) => step(index + 1)));
    await controller.handle(question);
    const picture = await answer(isPicture);
    assert.deepEqual([losses(picture).length, picture.to], [50, 54]);
    write('run', step(51));
    assert.deepEqual(losses(await answer(isGrowth)), [51]);
    write('run', step(52));
    assert.deepEqual(losses(await answer(isGrowth, 2)), [52]);
    assert.equal(sent.filter(isPicture).length, 1);
  });

  it('works at one question at a time, and of those that come meanwhile answers only the newest', async () => {
    write('run', step(1));
    await Promise.all([1, 2, 3, 4].map((number) => controller.handle({ ...question, number })));
    const numbers = sent.filter(isPicture).map(({ number }) => number);
    assert.equal(numbers.at(-1), 4);
    assert.ok(numbers.length <= 2, numbers.join());
  });

  it('draws pinned runs beside its own, a deleted one as gone', async () => {
    makeRun('other');
    write('run', step(1));
    write('other', step(5), step(6));
    await controller.handle({ ...question, pins: ['other', 'missing'] });
    const { runs } = await answer(isPicture);
    assert.deepEqual(
      runs.map(({ runId, status, rows }) => [runId, status, rows]),
      [
        ['run', 'queued', 1],
        ['other', 'queued', 2],
        ['missing', 'gone', 0],
      ],
    );
  });

  it('draws the teacher’s curves while the student has none, and then the student’s with the teacher’s accuracy', async () => {
    const ofTeacher = (at: number): NewEvent => step(at, 'teacher');
    write('run', ofTeacher(1), ofTeacher(2));
    await controller.handle(question);
    const teaching = await answer(isPicture);
    assert.deepEqual([teaching.runs[0]?.isTeacher, losses(teaching), teaching.references], [true, [1, 2], []]);
    write('run', ofTeacher(3));
    assert.deepEqual(losses(await answer(isGrowth)), [3]);
    write('run', evaluation('teacher', 'test'), step(1));
    const isStudents = (given: CurveAnswer): given is Picture => isPicture(given) && given.runs[0]?.isTeacher === false;
    const taught = await answer(isStudents);
    assert.deepEqual(losses(taught), [1]);
    assert.deepEqual(taught.references, [{ kind: 'teacher', label: 'teacher, test', value: 0.5 }]);
  });

  it('draws the validation accuracy of the run’s control beside its own', async () => {
    makeRun('alone');
    writeFileSync(
      path.join(folder, 'run', runFiles.manifest),
      JSON.stringify({ ...manifest, createdAt, id: 'run', control: 'alone' }),
    );
    write('run', step(1));
    write('alone', step(1), evaluation('student', 'validation'));
    await controller.handle({ ...question, axis: 'epoch' });
    const [control] = (await answer(isPicture)).references;
    assert.deepEqual([control?.kind, [...(control?.x ?? [])], [...(control?.y ?? [])]], ['control', [1], [0.5]]);
  });

  it('draws anew when rows are written again and when the log shrank', async () => {
    write('run', step(1), step(2), step(3));
    await controller.handle(question);
    write('run', step(2));
    const again = await answer(isPicture, 1);
    assert.deepEqual(losses(again), [1, 2]);
    truncateSync(log('run'), 0);
    write('run', step(1));
    const shrunk = await answer((given): given is Picture => isPicture(given) && given.runs[0]?.rows === 1, 2);
    assert.deepEqual(losses(shrunk), [1]);
  });

  it('leaves an index behind for a long log without one, once its run has ended', async function () {
    this.timeout(20_000);
    const steps = Array.from({ length: 20_001 }, (_, index) => step(index + 1));
    const lines = [...steps, { type: 'stopped', step: 20_001, epoch: 1 } as const].map((event, index) =>
      formatEventLine({ ...event, seq: index + 1, attempt: 1, at: 1000 * index }),
    );
    writeFileSync(log('run'), `${lines.join('\n')}\n`);
    const owner = { pid: 1, startTime: '', trainerPid: 1, trainerStartTime: '', token: '', attempt: 1 };
    const place = { ...describeMachine(), folderId: folderIdOf(path.join(folder, 'run')) };
    writeFileSync(path.join(folder, 'run', runFiles.owner), JSON.stringify({ ...owner, ...place }));
    const made = new Promise<void>((resolve) => {
      const watcher = watch(path.join(folder, 'run'), (_event, name) => {
        if (name !== runFiles.index) return;
        watcher.close();
        resolve();
      });
    });
    await controller.handle(question);
    assert.equal((await answer(isPicture)).runs[0]?.rows, 20_001);
    await made;
    const follower = new LogFollower(path.join(folder, 'run'), ['loss']);
    for (let piece = follower.read(); piece !== undefined; piece = follower.read());
    assert.equal(follower.linesRead, 0, 'all of it is in the index');
  });

  it('leaves torn lines out and counts them', async () => {
    write('run', step(1));
    appendFileSync(log('run'), '{"type":"step","phase":"student","step":2,"lo\n\u0000\u0001garbage\n');
    write('run', step(3));
    appendFileSync(log('run'), '{"type":"st');
    await controller.handle(question);
    const picture = await answer(isPicture);
    assert.deepEqual([losses(picture), picture.runs[0]?.badLines], [[1, 3], 2]);
  });

  it('lists the other runs, and ignores what is none of its requests', async () => {
    makeRun('other');
    const { warn } = console;
    const warned: unknown[] = [];
    console.warn = (text: unknown): void => void warned.push(text);
    try {
      await controller.handle({ kind: 'list' });
      await controller.handle({ ...question, pins: ['../../elsewhere'] });
    } finally {
      console.warn = warn;
    }
    // Both were made from one config in one second: a number tells them apart.
    const name = `small · ${formatMoment(createdAt, Date.now(), 'seconds')} (2)`;
    assert.deepEqual(sent, [{ kind: 'runs', runs: [{ runId: 'other', name, status: 'queued', createdAt }] }]);
    assert.match(String(warned[0]), /was ignored/);
  });

  it('says nothing after it is stopped, and everything when it is asked again', async () => {
    write('run', step(1));
    const response = controller.handle(question);
    controller.stop();
    await response;
    assert.deepEqual(sent, []);
    write('run', step(2));
    await controller.handle({ ...question, number: 2 });
    assert.deepEqual(losses(await answer(isPicture)), [1, 2]);
  });
});
