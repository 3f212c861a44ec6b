import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatRun } from '../../../src/cli/tables/run-details';
import { formatList } from '../../../src/cli/tables/run-list';
import { checkRun, openEventWriter, readEvents, splitOf, summarizeRun, type RunEvent } from '../../../src/runs';
import { importRuns } from '../../../src/imports';
import { decodeScalars, encodeScalars, exportRun, type Scalar } from '../../../src/tensorboard';

const fixtures = 'test/fixtures/tensorboard';

describe('runs and event files of TensorBoard', () => {
  let workspace: string;
  beforeEach(() => (workspace = mkdtempSync(path.join(tmpdir(), 'distillery-tensorboard-'))));
  afterEach(() => rmSync(workspace, { recursive: true, force: true }));

  /** Writes scalars as the event file of a folder, and gives that. */
  function eventFolder(name: string, scalars: readonly Scalar[]): string {
    const folder = path.join(workspace, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'events.out.tfevents.2'), encodeScalars(scalars));
    return folder;
  }
  const at = (tag: string, step: number, value: number): Scalar => ({ tag, step, wallTime: 1000 + step, value });
  const numbersOf = (events: readonly RunEvent[]): unknown[] =>
    events.flatMap((event) => (event.type === 'step' ? [[event.step, event.loss, event.learningRate]] : []));

  it('are read where there are more numbers than a call has arguments', async () => {
    const head = encodeScalars([]).length;
    const record = encodeScalars([at('eval/runtime', 1, 1)]).subarray(head);
    const folder = eventFolder('many', [at('train/loss', 1, 1)]);
    appendFileSync(
      path.join(folder, 'events.out.tfevents.2'),
      Buffer.concat(new Array<Uint8Array>(130_000).fill(record)),
    );
    const [run] = await importRuns('tensorboard', folder, { workspace });
    assert.deepEqual([run?.steps, run?.notices], [1, []]);
  });

  it('leave out numbers of no step or time that can be, and say so', async () => {
    const odd = [
      { ...at('train/loss', 5, 1), wallTime: Number.POSITIVE_INFINITY },
      { ...at('train/loss', 6, 1), wallTime: -1 },
      at('train/loss', 2 ** 60, 1),
    ];
    const [run] = await importRuns('tensorboard', eventFolder('odd', [at('train/loss', 1, 1), ...odd]), { workspace });
    assert.equal(run?.steps, 1);
    assert.deepEqual(run.notices, [
      'events.out.tfevents.2 has 3 numbers of no step or time that can be, which are left out',
    ]);
    const { status, progress } = await summarizeRun(run.folder);
    assert.deepEqual([status, progress.step], ['finished', 1]);
  });

  it('become finished runs, one for each folder with event files', async () => {
    const runs = await importRuns('tensorboard', fixtures, { workspace });
    assert.deepEqual(
      runs.map(({ source, steps, notices }) => [source, steps, notices]),
      [
        ['kinds', 6, []],
        ['plain', 5, ['1 step without a loss had other numbers, which are left out']],
        ['tensors', 3, []],
      ],
    );
    for (const { folder } of runs) {
      assert.equal((await summarizeRun(folder)).status, 'finished');
      assert.deepEqual((await checkRun(folder, 'look')).findings, []);
    }
    const [, plain, tensors] = await Promise.all(runs.map(({ folder }) => summarizeRun(folder)));
    assert.ok(plain !== undefined && tensors !== undefined);
    assert.equal(plain.progress.accuracy, Math.fround(0.8));
    assert.deepEqual([splitOf(plain.progress), splitOf(tensors.progress)], ['validation', 'test']);
    assert.match(formatRun(plain), /^engine +imported from TensorBoard$/m);
    assert.match(formatList([plain]), / {2}finished, imported {2}/);
    const { events } = readEvents(plain.folder);
    assert.deepEqual(numbersOf(events).slice(0, 2), [
      [0, 1, Math.fround(0.1)],
      [1, 0.5, Math.fround(0.2)],
    ]);
    assert.equal(events.find(({ type }) => type === 'step')?.at, 1_750_000_000_000);
    const evaluated = events.flatMap((event) =>
      event.type === 'evaluation' ? [[event.step, event.crossEntropy]] : [],
    );
    assert.deepEqual(evaluated, [
      [1, Math.fround(1.9)],
      [3, Math.fround(1.7)],
    ]);
  });

  it('take a tag for the loss that is named so, and the later of two values of a step', async () => {
    const scalars = [
      at('objective', 1, 4),
      at('objective', 2, 2),
      at('objective', 2, 1),
      at('type', 1, 9),
      at('epoch', 2, 3),
    ];
    const [run] = await importRuns('tensorboard', eventFolder('own', scalars), { workspace, loss: 'objective' });
    assert.ok(run !== undefined);
    const steps = readEvents(run.folder).events.flatMap((event) => (event.type === 'step' ? [event] : []));
    assert.deepEqual(
      steps.map(({ step, loss, epoch }) => [step, loss, epoch]),
      [
        [1, 4, 0],
        [2, 1, 3],
      ],
    );
    assert.deepEqual((await checkRun(run.folder, 'look')).findings, []);
  });

  it('are refused with a sentence where there are none, no scalars or no loss, before anything is written', async () => {
    const empty = path.join(workspace, 'empty');
    mkdirSync(empty);
    const refused = async (folder: string, text: RegExp): Promise<void> => {
      await assert.rejects(importRuns('tensorboard', folder, { workspace }), text);
    };
    await refused(empty, /empty has no event files of TensorBoard \(events\.out\.tfevents\.…\), nor have its folders$/);
    await refused(eventFolder('none', []), /none has event files, but no scalars in them$/);
    const other = eventFolder('other', [at('reward', 1, 2), at('val/acc', 1, 0.5)]);
    await refused(
      other,
      /other has no loss of a training among its tags \(reward, val\/acc\); name it with --loss TAG$/,
    );
    assert.equal((await summarizeRun(path.join(workspace, '.distillery/runs/x'))).status, 'broken');
  });

  it('are made of runs: steps that others supersede are left out, and so are numbers that a step does not have', async () => {
    const [run] = await importRuns(
      'tensorboard',
      eventFolder('a', [at('loss', 1, 4), at('loss', 2, 3), at('lr', 2, 0.5)]),
      {
        workspace,
      },
    );
    assert.ok(run !== undefined);
    const writer = openEventWriter(run.folder, 2);
    writer.write({ type: 'step', phase: 'student', step: 2, epoch: 1, loss: 2.5, temperature: 4 });
    writer.write({
      type: 'evaluation',
      phase: 'student',
      split: 'test',
      ...{ step: 2, epoch: 1, accuracy: 0.75, errors: 1, count: 4, crossEntropy: 0.5 },
    });
    writer.close();
    const { folder, name, bytes } = await exportRun(run.folder);
    assert.equal(folder, run.id);
    assert.match(name, /^events\.out\.tfevents\.\d+\.distillery$/);
    const found = decodeScalars(Buffer.from(bytes)).scalars.map(({ tag, step, value }) => [tag, step, value]);
    assert.deepEqual(
      found.filter(([tag]) => tag === 'train/loss'),
      [
        ['train/loss', 1, 4],
        ['train/loss', 2, 2.5],
      ],
    );
    assert.deepEqual(
      found.filter(([tag]) => tag === 'train/temperature'),
      [['train/temperature', 2, 4]],
    );
    assert.deepEqual(
      found.filter(([tag]) => tag === 'test/accuracy'),
      [['test/accuracy', 2, 0.75]],
    );
  });
});
