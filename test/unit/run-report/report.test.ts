import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../src/config/schema/schema';
import { exportRun, exportRuns, verdictOf, type ExportFormat } from '../../../src/run-report';
import { withoutPaths } from '../../../src/run-report/paths';
import {
  EvaluationWriter,
  newProgress,
  openEventWriter,
  type EventWriter,
  type NewEvent,
  type RunSummary,
} from '../../../src/runs';

const hostile = `<script>alert("1")</script> & 'x'`;

const step = (number: number, loss: number): NewEvent => ({
  ...{ type: 'step', phase: 'student', step: number, epoch: number / 10, loss, hard: 2, soft: 3 },
  ...{ weightedHard: 0.2, weightedSoft: 2.7, temperature: 4, temperatureMin: 3, temperatureMax: 5 },
  ...{ learningRate: 0.001, imagesPerSecond: 100, klAtOne: Number.NaN },
});
const evaluation = (split: 'validation' | 'test', phase: 'student' | 'teacher', teacher?: string): NewEvent => ({
  ...{ type: 'evaluation', phase, split, step: 20, epoch: 2, accuracy: 0.9, errors: 10, count: 100 },
  ...{
    crossEntropy: 0.5,
    calibrationError: 0.01,
    classCounts: [100],
    classErrors: [10],
    agreement: 0.95,
    klAtOne: 0.2,
  },
  ...(teacher !== undefined && { teacher }),
});

describe('what a run is exported as', () => {
  let root: string;
  before(() => (root = mkdtempSync(path.join(tmpdir(), 'a folder '))));
  after(() => rmSync(root, { recursive: true, force: true }));

  const newRun = (
    id: string,
    write: (log: EventWriter) => void,
    more: { seed?: number; control?: string } = {},
  ): string => {
    const folder = path.join(root, '.distillery', 'runs', id);
    mkdirSync(folder, { recursive: true });
    const config = configSchema.parse({
      ...{ name: hostile, seed: more.seed ?? 1 },
      data: { set: 'mnist' },
      student: { model: { preset: 'mlp', hidden: [8] } },
    });
    const configPath = path.join(root, 'mnist.distill.yaml');
    const cacheFolder = path.join(root, '.distillery', 'cache');
    const manifest = {
      ...{ formatVersion: 1, id, name: hostile, createdAt: 1, config, configPath, configHash: 'cafe' },
      ...(more.control !== undefined && { control: more.control }),
    };
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...manifest, cacheFolder, versions: {} }));
    writeFileSync(path.join(folder, 'config.distill.yaml'), `# of ${root}/data <b>\nname: x\n`);
    const log = openEventWriter(folder, 1);
    write(log);
    log.close();
    return folder;
  };
  let run: string;
  before(() => {
    run = newRun('run', (log) => {
      log.write({ type: 'notice', message: `read ${path.join(homedir(), 'mnist', 'images')} and ${root}/more` });
      for (let number = 1; number <= 20; number += 1) log.write(step(number, 5 - number / 10));
      // A resumed run writes steps again.
      for (let number = 11; number <= 20; number += 1) log.write(step(number, number === 15 ? Number.NaN : 1));
      log.write(evaluation('validation', 'student'));
      log.write(evaluation('test', 'teacher', '=cmd|"x"'));
      log.write(evaluation('test', 'student'));
      const result = { step: 20, bestEpoch: 2, accuracy: 0.9, errors: 10, seconds: 3, teacherErrors: 5 };
      log.write({ type: 'finished', ...result });
    });
  });

  it('is one page without script, network or paths, and any text as text', async () => {
    const page = await exportRun(run, 'html');
    assert.match(page, /&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt; &amp; &#39;x&#39;/);
    assert.doesNotMatch(page, /<script|<img|<link|<iframe|src=|href=|url\(|@import|\son[a-z]+=/i);
    assert.match(page, /default-src 'none'; style-src 'unsafe-inline'/);
    assert.match(page, /10 of 100 wrong \(10\.00 %\); the teacher 5\./);
    assert.equal(page.match(/<svg /g)?.length, 6);
    const titles = Array.from(page.matchAll(/aria-label="(\w+)/g), ([, title]) => title);
    assert.deepEqual(titles.slice(0, 4), ['Accuracy', 'Loss', 'Temperature', 'KL'], 'in the panel’s order');
    assert.match(page, />90 %<\/text>/, 'shares in percent');
    assert.match(page, /<details><summary>Evaluations: 3 rows<\/summary>[^]*student[^]*student[^]*teacher/);
    assert.match(page, /# of …\/data &lt;b&gt;/);
  });

  it('has the errors of each class on its page, by its name', async () => {
    const named = newRun('named', (log) => {
      log.write(step(1, 5));
      log.write({ type: 'inputs', classes: [{ name: '<cat>' }] });
      log.write(evaluation('test', 'student'));
    });
    const line = '<th scope="row">&lt;cat&gt;</th><td class="number">100</td><td class="number">10</td>';
    assert.ok((await exportRun(named, 'html')).includes(`${line}<td class="number">90.00 %</td>`));
    assert.match(await exportRun(run, 'html'), /<th scope="row">0<\/th><td class="number">100<\/td>/);
  });

  /** Keeps the answers of a teacher and a student to three test pictures: the second is disputed most, then the third. */
  const writeAnswers = (folder: string): void => {
    const writer = new EvaluationWriter({
      ...{ runFolder: folder, cacheFolder: path.join(root, '.distillery', 'cache'), classes: 3 },
      classNames: ['cat', '<dog>', 'mouse'],
    });
    writer.putSplit('test', {
      labels: Int32Array.of(0, 1, 2),
      pictures: { shape: [1, 2, 1], values: Uint8Array.of(0, 255, 7, 7, 9, 9) },
      teachers: [{ name: 'teacher', logits: Float32Array.of(4, 0, 0, 0, 6, 0, 0, 0, 4) }],
    });
    const logits = Float32Array.of(4, 0, 0, 6, 0, 0, 0, 2, 4);
    writer.putStudent({ checkpoints: ['best'], split: 'test', step: 20, epoch: 2, logits });
  };

  it('shows the examples on which teacher and student disagree most, with their pictures and both answers', async () => {
    const asked = newRun('asked', (log) => log.write(step(1, 5)));
    writeAnswers(asked);
    const page = await exportRun(asked, 'html');
    assert.match(page, /Of 3 test examples those on which .* disagree most .* with both answers at T = 4\.00\./);
    const examples = Array.from(page.matchAll(/<b>Example (\d), label ([^<]+)<\/b>, KL ([\d.]+)/g));
    assert.deepEqual(
      examples.map(([, place, label]) => [place, label]),
      [
        ['1', '&lt;dog&gt;'],
        ['2', 'mouse'],
        ['0', 'cat'],
      ],
    );
    // Of logits 0, 6, 0 against 6, 0, 0 at T = 1: (p − q)·6 with p = e⁶ / (e⁶ + 2) and q = 1 / (e⁶ + 2).
    const [high, low] = [Math.exp(6), 1].map((power) => power / (Math.exp(6) + 2));
    assert.equal(examples[0]?.[3], (6 * ((high ?? 0) - (low ?? 0))).toFixed(4));
    // softmax(6/4, 0, 0) of the second: e^1.5 / (e^1.5 + 2).
    const share = `${((100 * Math.exp(1.5)) / (Math.exp(1.5) + 2)).toFixed(1)} %`;
    assert.match(page, new RegExp(`&lt;dog&gt;</th><td>.*?<td class="number teacher">${share}</td>`));
    const [, picture = ''] = /src="data:image\/png;base64,([^"]+)"/.exec(page) ?? [];
    const png = Buffer.from(picture, 'base64');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [2, 1], 'two pixels wide, one high');
    assert.match(page, /img-src data:"/);
    assert.doesNotMatch(page, /<script|href=|src="(?!data:)/);
  });

  it('says which file keeps it from showing the soft targets, without its folder', async () => {
    const damaged = newRun('damaged', (log) => log.write(step(1, 5)));
    writeAnswers(damaged);
    const evaluations = path.join(damaged, 'evaluations');
    for (const name of readdirSync(evaluations)) {
      if (name.endsWith('.npy')) writeFileSync(path.join(evaluations, name), 'no array');
    }
    const page = await exportRun(damaged, 'html');
    assert.match(page, /<h2>Soft targets<\/h2><p>They cannot be shown: [^<]*\.npy/);
    assert.ok(!page.includes(root));
  });

  it('draws the validation accuracy of the control as a dotted curve, and has it as data', async () => {
    newRun('alone', (log) => {
      log.write(evaluation('validation', 'student'));
    });
    const beside = newRun('beside', (log) => log.write(evaluation('validation', 'student')), { control: 'alone' });
    const page = await exportRun(beside, 'html');
    assert.match(page, /stroke="#555555" stroke-width="1.5" stroke-dasharray="2 3"[^>]*><title>without a teacher</);
    const { control } = JSON.parse(await exportRun(beside, 'json')) as { control: unknown };
    assert.deepEqual(control, { id: 'alone', steps: [20], accuracies: [0.9] });
    const missing = newRun('missing', (log) => log.write(evaluation('validation', 'student')), { control: '../alone' });
    assert.doesNotMatch(await exportRun(missing, 'html'), /without a teacher/);
  });

  it('has several runs on one page: results, curves over each other, what differs, and each run folded', async () => {
    const second = newRun('second', (log) => log.write(step(1, 5)), { seed: 2 });
    writeAnswers(second);
    const page = await exportRuns([run, second]);
    assert.match(page, /<h1>2 runs: &lt;script&gt;/);
    assert.doesNotMatch(page, /<script|href=|src="(?!data:)/);
    assert.match(page, /<td class="number">90\.00 %<\/td><td class="number">10 of 100<\/td><td class="number">5<\/td>/);
    assert.match(page, /<th scope="row">seed<\/th><td>1<\/td><td>2<\/td>/);
    assert.equal(page.match(/<details class="run">/g)?.length, 2);
    assert.equal(page.match(/<h2>Soft targets<\/h2>/g)?.length, 1);
    const [, loss = ''] = /aria-label="Loss"[^>]*>(.*?)<\/svg>/.exec(page) ?? [];
    assert.equal(loss.match(/<title>/g)?.length, 2, 'the total of each run');
    for (const folder of [root, homedir(), tmpdir()]) assert.ok(!page.includes(`${folder}/`), folder);
    await assert.rejects(exportRuns([run, path.join(root, 'nowhere')]), /nowhere/);
  });

  for (const format of ['html', 'csv', 'json', 'svg'] satisfies ExportFormat[]) {
    it(`names no folder of this machine as ${format}`, async () => {
      const text = await exportRun(run, format);
      for (const folder of [root, homedir(), tmpdir()]) assert.ok(!text.includes(`${folder}/`), folder);
    });
  }

  it('is a table with a row for each step and evaluation, what was superseded left out', async () => {
    const [head = '', ...rows] = (await exportRun(run, 'csv')).trimEnd().split('\r\n');
    const names = head.split(',');
    const column = (name: string): string[] => rows.map((row) => row.split(',')[names.indexOf(name)] ?? '');
    assert.deepEqual(
      column('step').slice(0, 20).map(Number),
      Array.from({ length: 20 }, (_, place) => place + 1),
    );
    assert.deepEqual(column('loss').slice(8, 12), ['4.1', '4', '1', '1']);
    assert.equal(column('loss')[14], '');
    assert.deepEqual(column('kind').slice(19), ['step', 'evaluation', 'evaluation', 'evaluation']);
    assert.match(rows[21] ?? '', /^evaluation,teacher,"'=cmd\|""x""",test,20,2,0\.2,/);
    assert.deepEqual(new Set(rows.map((row) => row.split(',').length)), new Set([names.length]));
  });

  it('is JSON with the same numbers', async () => {
    const record = JSON.parse(await exportRun(run, 'json')) as {
      steps: Record<string, (number | null)[]>;
      evaluations: { split: string }[];
      result: object;
      config: { name: string };
      configPath?: string;
    };
    assert.deepEqual(record.steps['loss']?.slice(12, 16), [1, 1, null, 1]);
    assert.equal(record.steps['klAtOne'], undefined);
    assert.equal(record.evaluations.length, 3);
    assert.equal(record.config.name, hostile);
    assert.equal(record.configPath, undefined);
    assert.deepEqual(record.result, {
      ...{ accuracy: 0.9, errors: 10, count: 100, teacherErrors: 5, agreement: 0.95, bestEpoch: 2, seconds: 3 },
    });
  });

  it('is told why there is no image of a run without a step', async () => {
    const empty = newRun('empty', () => undefined);
    await assert.rejects(exportRun(empty, 'svg'), /^Error: empty has no step yet, so there is nothing to draw$/);
    assert.match(await exportRun(empty, 'html'), /The run has no step yet\./);
    writeFileSync(path.join(empty, 'run.json'), '{');
    await assert.rejects(
      exportRun(empty, 'html'),
      /run\.json is not a run's manifest; delete the run or restore the file/,
    );
  });
});

describe('a text without paths', () => {
  for (const [text, expected] of [
    ['read /data/sets/images.idx, offset 8', 'read …/images.idx, offset 8'],
    ['C:\\Users\\x\\model.json is damaged', '…/model.json is damaged'],
    ['/own folder/a/b.npy', '…/a/b.npy'],
    ['1/2 and a/b and https://example.org/x/y', '1/2 and a/b and https://example.org/x/y'],
    ['models/teacher/model.json', 'models/teacher/model.json'],
  ] as const) {
    it(`${text} is ${expected}`, () => assert.equal(withoutPaths(text, ['/own folder', 'relative']), expected));
  }
});

describe('the verdict', () => {
  const mlp = { preset: 'mlp', hidden: [8] };
  const alone = { loss: { hard: 1, soft: 0 } };
  const summary = (errors: number, changes: object = {}, status: RunSummary['status'] = 'finished'): RunSummary => ({
    ...{ id: 'run', folder: '/run', name: 'run', createdAt: 1, status },
    progress: { ...newProgress(), accuracy: 1 - errors / 10_000, errors, count: 10_000, teacherErrors: 91 },
    manifest: {
      config: configSchema.parse({
        ...{ name: 'run', data: { set: 'mnist' }, teacher: { model: mlp }, student: { model: mlp }, ...changes },
      }),
    } as RunSummary['manifest'] & object,
  });
  const control = (errors: number, seed: number): RunSummary => ({
    ...summary(errors, { ...alone, teacher: undefined, seed }),
    ...{ id: `c${seed}`, folder: `/c${seed}` },
  });
  const start = 'of 10,000 wrong';

  it('is the errors alone where there is no control', () => {
    assert.equal(verdictOf(summary(121), []), `121 ${start} (1.21 %); the teacher 91.`);
  });
  it('holds a run against its control, and says what one pair cannot tell', () => {
    assert.equal(
      verdictOf(summary(74), [control(146, 1)]),
      `74 ${start} (0.74 %); the teacher 91; the same student without a teacher 146 (c1): 72 fewer with the teacher. Over 1 pair: cannot tell yet: about 5 more pairs.`,
    );
  });
  it('tells from six pairs on whether the teacher helps', () => {
    const seeds = [1, 2, 3, 4, 5, 6];
    const repeats = seeds.map((seed) => ({ ...summary(120 + seed, { seed }), id: `r${seed}`, folder: `/r${seed}` }));
    const controls = seeds.map((seed) => control(150 + 2 * seed, seed));
    const [own, ...others] = [...repeats, ...controls];
    assert.ok(own !== undefined);
    assert.match(
      verdictOf(own, others),
      /152 \(c1\): 31 fewer with the teacher\. Over 6 pairs: helps: test accuracy 0\.34 points higher on average .* better in 6 of 6 pairs/,
    );
  });
  it('is none before the end, and of a control has no pairs', () => {
    assert.equal(verdictOf(summary(5, {}, 'running'), []), '');
    assert.equal(verdictOf(control(150, 1), [summary(121)]), `150 ${start} (1.50 %); the teacher 91.`);
  });
});
