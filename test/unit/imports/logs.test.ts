import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatRun } from '../../../src/cli/tables/run-details';
import { unreadableConfig } from '../../../src/config';
import { importRuns, type ImportedRun } from '../../../src/imports';
import { checkRun, readEvents, summarizeRun } from '../../../src/runs';

describe('logs of other programs', () => {
  let workspace: string;
  beforeEach(() => (workspace = mkdtempSync(path.join(tmpdir(), 'distillery-imports-'))));
  afterEach(() => rmSync(workspace, { recursive: true, force: true }));

  function put(name: string, text: string): string {
    const file = path.join(workspace, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** The single run of a log, whose folder has no fault. */
  async function onlyRun(runs: Promise<ImportedRun[]>): Promise<ImportedRun> {
    const [run, ...others] = await runs;
    assert.ok(run !== undefined && others.length === 0);
    assert.deepEqual((await checkRun(run.folder, 'look')).findings, []);
    return run;
  }
  const stepsOf = ({ folder }: ImportedRun): unknown[] =>
    readEvents(folder).events.flatMap((event) =>
      event.type === 'step' ? [[event.step, event.epoch, event.loss, event.learningRate]] : [],
    );
  const evaluationsOf = ({ folder }: ImportedRun): unknown[] =>
    readEvents(folder).events.flatMap((event) =>
      event.type === 'evaluation' ? [[event.split, event.step, event.accuracy, event.crossEntropy]] : [],
    );

  const history = [
    { epoch: 0.5, grad_norm: 3.5, learning_rate: 0.0002, loss: 2.25, step: 50 },
    { epoch: 1, eval_accuracy: 0.75, eval_loss: 1.5, eval_runtime: 2.5, eval_samples_per_second: 400, step: 100 },
    { epoch: 1, grad_norm: 1.5, learning_rate: 0.0001, loss: 1.25, step: 100 },
    { epoch: 1, step: 100, total_flos: 1e15, train_loss: 1.75, train_runtime: 61.5, train_steps_per_second: 1.6 },
  ];
  const state = (log_history: unknown): string =>
    JSON.stringify({ best_metric: null, epoch: 1, global_step: 100, log_history, max_steps: 100, num_train_epochs: 1 });

  it('become a run from a trainer_state.json, without the means of its last entry', async () => {
    const run = await onlyRun(importRuns('huggingface', put('out/trainer_state.json', state(history)), { workspace }));
    assert.deepEqual(stepsOf(run), [
      [50, 0.5, 2.25, 0.0002],
      [100, 1, 1.25, 0.0001],
    ]);
    assert.deepEqual(evaluationsOf(run), [['validation', 100, 0.75, 1.5]]);
    assert.deepEqual(run.taken, [
      'epoch',
      'grad_norm',
      'learningRate',
      'loss',
      'validation accuracy',
      'validation cross-entropy',
    ]);
    assert.deepEqual(run.left, ['eval_runtime', 'eval_samples_per_second']);
    assert.deepEqual(run.notices, ['trainer_state.json has no times: all numbers have that of its last change']);
    const summary = await summarizeRun(run.folder);
    assert.equal(unreadableConfig(summary.manifest?.config), 'it was imported from the log of another program');
    assert.deepEqual([summary.status, summary.name, summary.progress.seconds], ['finished', 'out', 61.5]);
    assert.match(formatRun(summary), /^engine +imported from Hugging Face$/m);
  });

  it('are those of the last checkpoint of a folder, also with NaN as Python writes it', async () => {
    put('trained/checkpoint-50/trainer_state.json', state(history.slice(0, 1)));
    const text = state([{ step: 200, epoch: 2, loss: 'A' }]).replace('"A"', 'NaN');
    put('trained/checkpoint-200/trainer_state.json', text);
    const run = await onlyRun(importRuns('huggingface', path.join(workspace, 'trained'), { workspace }));
    assert.deepEqual(stepsOf(run), [[200, 2, Number.NaN, undefined]]);
    assert.equal((await summarizeRun(run.folder)).name, 'trained');
  });

  it('keep NaN and Infinity within a text of a Trainer as they are', async () => {
    const text = state([
      { step: 1, loss: 0.5, note: 'x, NaN, "-Infinity" \\' },
      { step: 2, loss: 'A' },
    ]);
    const run = await onlyRun(
      importRuns('huggingface', put('a.json', text.replace('"A"', '\n  -Infinity\n')), { workspace }),
    );
    assert.deepEqual(stepsOf(run), [
      [1, 0, 0.5, undefined],
      [2, 0, -Infinity, undefined],
    ]);
    assert.deepEqual(run.left, ['note']);
  });

  it('have the first thousand names of a step, so that each of its lines can be read again', async () => {
    const names = Array.from({ length: 90_000 }, (_, at) => `measurement_${at}`);
    const table = `step,${names.join()},loss\n1,${names.map(() => 1).join()},0.25`;
    const run = await onlyRun(importRuns('csv', put('wide.csv', table), { workspace }));
    assert.deepEqual(stepsOf(run), [[1, 0, 0.25, undefined]]);
    assert.deepEqual([run.taken.length, run.left.length], [1001, 89_000]);
  });

  it('become a run from a table of Lightning, whose rows are of training or of validation', async () => {
    const table = [
      'epoch,step,train_loss_step,train_loss_epoch,lr-SGD,val_acc,val_loss,stage',
      '0,49,2.5,,0.1,,,fit',
      '0,99,2.25,,0.1,,,fit',
      '0,99,,,,0.5,1.75,fit',
      '0,99,,2.4,,,,fit',
      '1,149,2,,0.01,,,fit',
    ].join('\n');
    put('logs/version_0/metrics.csv', table);
    const run = await onlyRun(importRuns('csv', path.join(workspace, 'logs'), { workspace }));
    assert.deepEqual(
      stepsOf(run).map((step) => (step as unknown[]).slice(0, 3)),
      [
        [49, 0, 2.5],
        [99, 0, 2.25],
        [149, 1, 2],
      ],
    );
    assert.deepEqual(evaluationsOf(run), [['validation', 99, 0.5, 1.75]]);
    assert.deepEqual(run.left, ['stage']);
    assert.deepEqual(run.notices, ['the table has no column time: all numbers have that of its last change']);
    assert.equal(run.source, path.join('version_0', 'metrics.csv'));
  });

  it('become a run from a table of Keras, whose epochs are its steps, with accuracies in percent taken for shares', async () => {
    const table = 'epoch;loss;time;val_accuracy;val_loss\r\n0;1.5;1700000000;50;1.25\r\n1;1;1700000060;75;nan\r\n';
    const run = await onlyRun(importRuns('csv', put('fit.csv', table), { workspace }));
    assert.deepEqual(stepsOf(run), [
      [0, 0, 1.5, undefined],
      [1, 1, 1, undefined],
    ]);
    assert.deepEqual(evaluationsOf(run), [
      ['validation', 0, 0.5, 1.25],
      ['validation', 1, 0.75, Number.NaN],
    ]);
    assert.deepEqual(run.notices, ['val_accuracy: numbers above 1 are taken for percent']);
    const { name, progress } = await summarizeRun(run.folder);
    assert.deepEqual([name, progress.seconds], ['fit', 60]);
  });

  it('are refused with a sentence where they are none, or have no loss', async () => {
    const refused = async (format: 'huggingface' | 'csv', name: string, text: string, says: RegExp): Promise<void> => {
      await assert.rejects(importRuns(format, put(name, text), { workspace }), says);
    };
    await refused(
      'huggingface',
      'a.json',
      '{',
      /a\.json is no JSON, or breaks off; name the trainer_state\.json that a Trainer has written$/,
    );
    await refused('huggingface', 'a.json', '{"loss":1}', /a\.json has no list log_history, which a Trainer writes;/);
    await refused('huggingface', 'a.json', state([]), /a\.json has no numbers$/);
    await refused('csv', 'a.csv', 'a,b\n1,2\n', /a\.csv has neither a column step nor a column epoch \(a, b\)$/);
    await refused(
      'csv',
      'a.csv',
      'step,reward\n1,2\n',
      /a\.csv has no loss of a training among its columns \(reward\); name it with --loss COLUMN$/,
    );
    await refused('csv', 'a.csv', 'step,"loss\n1,2\n', /a\.csv is no table: a quote opens and is closed nowhere$/);
    await refused(
      'csv',
      'a.csv',
      'step,loss\n1,"2"x\n',
      /a\.csv is no table: line 2 has text behind a closing quote; /,
    );
    const inside = `step,loss\n1,${'2'.repeat(9000)}"\n`;
    await refused(
      'csv',
      'a.csv',
      inside,
      /a\.csv is no table: line 2 has a quote within a cell that begins without one$/,
    );
    for (const [format, name] of [
      ['huggingface', 'large.json'],
      ['csv', 'large.csv'],
    ] as const) {
      const file = put(name, 'step,loss');
      truncateSync(file, 101 * 2 ** 20);
      await assert.rejects(importRuns(format, file, { workspace }), /has more than 100 MB, and is not read$/);
    }
    const empty = path.join(workspace, 'empty');
    mkdirSync(empty);
    await assert.rejects(importRuns('csv', empty, { workspace }), /empty has no metrics\.csv, nor have its folders;/);
  });
});
