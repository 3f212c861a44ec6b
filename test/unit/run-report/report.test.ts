import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../src/config/schema/schema';
import { exportRun, verdictOf, type ExportFormat } from '../../../src/run-report';
import { withoutPaths } from '../../../src/run-report/paths';
import { plotSvg as plotMarkup, type PlotContent } from '../../../src/run-report/plot';
import { newProgress, openEventWriter, type EventWriter, type NewEvent, type RunSummary } from '../../../src/runs';

const plotSvg = (content: PlotContent): string => plotMarkup(content).toString();

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

  const newRun = (id: string, write: (log: EventWriter) => void): string => {
    const folder = path.join(root, '.distillery', 'runs', id);
    mkdirSync(folder, { recursive: true });
    const config = configSchema.parse({
      name: hostile,
      data: { set: 'mnist' },
      student: { model: { preset: 'mlp', hidden: [8] } },
    });
    const configPath = path.join(root, 'mnist.distill.yaml');
    const cacheFolder = path.join(root, '.distillery', 'cache');
    const manifest = { formatVersion: 1, id, name: hostile, createdAt: 1, config, configPath, configHash: 'cafe' };
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

describe('a plot', () => {
  const pathsOf = (svg: string): string[] =>
    [...svg.matchAll(/<path d="(M[^"]*)" fill="none"/g)].map(([, d = '']) => d);

  it('gives the range to the last nine tenths of the steps and writes the first value at its edge', () => {
    const x = Array.from({ length: 100 }, (_, index) => index);
    const y = x.map((step) => (step < 5 ? 3.9 : 0.05 + 0.001 * (step % 7)));
    const svg = plotSvg({
      title: 'Loss',
      xLabel: 'step',
      scale: 'log',
      clipsEntry: true,
      curves: [{ label: 'total', x, y }],
    });
    assert.match(svg, />↑ 3\.9<\/text>/);
    assert.doesNotMatch(svg, />[1-9]<\/text>\s*<path d="M62 /, 'no tick of the entry');
    assert.doesNotMatch(plotSvg({ title: 'Loss', xLabel: 'step', curves: [{ label: 'total', x, y }] }), /↑/);
  });

  it('keeps the least and the most of a million points, at most four of each pixel', () => {
    const count = 1_000_000;
    const x = Array.from({ length: count }, (_, place) => place);
    const y = x.map((place) => (place === 123_456 ? 9 : place === 765_432 ? -9 : Math.sin(place)));
    const [curve = ''] = pathsOf(plotSvg({ title: 't', xLabel: 'x', curves: [{ label: 'a', x, y }] }));
    const heights = curve
      .split(/[ML]/)
      .slice(1)
      .map((point) => Number(point.split(' ')[1]));
    assert.ok(heights.length <= 4 * 640, `${heights.length} points`);
    // The frame leaves 5 % above and below the largest and the smallest value.
    const [top, bottom, span] = [50, 220, 170];
    assert.ok(Math.abs(Math.min(...heights) - (top + (span * 0.05) / 1.1)) < 0.2);
    assert.ok(Math.abs(Math.max(...heights) - (bottom - (span * 0.05) / 1.1)) < 0.2);
  });

  it('lifts the pen where a value is no number', () => {
    const curves = [{ label: 'a', x: [0, 1, 2, 3], y: [1, Number.NaN, 2, Number.POSITIVE_INFINITY] }];
    assert.match(pathsOf(plotSvg({ title: 't', xLabel: 'x', curves }))[0] ?? '', /^M[\d. ]+M[\d. ]+$/);
  });

  it('is drawn of one point, and of equal ones', () => {
    for (const y of [[5], [5, 5], [0, 0]]) {
      const svg = plotSvg({ title: 't', xLabel: 'x', curves: [{ label: 'a', x: y.map((_, place) => place), y }] });
      assert.doesNotMatch(svg, /NaN|Infinity/);
    }
  });

  it('escapes its texts, and what no markup may hold', () => {
    const svg = plotSvg({ title: '</svg>\u0000', xLabel: '"', curves: [{ label: '<a>', x: [0], y: [0] }] });
    assert.match(svg, />&lt;\/svg&gt;\uFFFD</);
    assert.match(svg, />&lt;a&gt;</);
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
