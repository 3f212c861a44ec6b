// States of the extension's pages, in a stand-in for the editor: the shipped pages, fed by the extension's own controllers.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseConfig } from '../../src/config/index.ts';
import { sampleRows } from '../../src/data-sources/index.ts';
import { describeAugmentation, shownPictures } from '../../src/panel/augment/describe.ts';
import { CompareController } from '../../src/panel/compare/controller.ts';
import { LiveFeed } from '../../src/panel/live/live-feed.ts';
import { describePreview } from '../../src/panel/preview/describe.ts';
import { SummaryController } from '../../src/panel/summary/controller.ts';
import { TargetsController } from '../../src/panel/targets/controller.ts';
import { addSweepChange, changeMarks, pinBaseline, RunCatalogue } from '../../src/runs/index.ts';
import { exportRun, exportRuns } from '../../src/run-report/index.ts';
import { writeAnswers } from '../../test/browser/panel/answers.ts';
import { PanelPage } from '../../test/browser/panel/page.ts';
import { appendEvents, cards, makeEvents, makeRunFolder } from '../../test/browser/panel/runs.ts';
import { deliver, openShippedPage } from '../../test/browser/shipped-page.ts';
import { makeSweep, writeOwner } from '../../test/browser/sweep/make-sweep.ts';
import { SweepPage } from '../../test/browser/sweep/sweep-page.ts';
import { TablePage } from '../../test/browser/table/table-page.ts';

const beside = { width: 675, height: 790 };
const full = { width: 1350, height: 790 };
const narrow = { width: 300, height: 1000 };
const wide = { width: 1920, height: 1000 };
const { id } = cards.finished;

const teacherAt = (step, more = {}) => ({
  ...{ type: 'evaluation', phase: 'teacher', split: 'validation', step, epoch: step / 430, count: 10_000 },
  ...{ accuracy: 0.99 - 0.05 * Math.exp(-step / 800), errors: 100, crossEntropy: 0.04, calibrationError: 0.01 },
  ...{ classCounts: [10_000], classErrors: [100], ...more },
});

/** Puts a teacher's accuracy into a run's log, and beside the run its control, the same student without a teacher. */
function addReferences(panel) {
  const folder = path.join(panel.runs, id);
  mkdirSync(folder, { recursive: true });
  panel.makeRun('alone', 'alone', 0);
  const worse = makeEvents(1, 4300).filter(({ type, split }) => type === 'evaluation' && split === 'validation');
  appendEvents(
    path.join(panel.runs, 'alone'),
    worse.map((event) => ({ ...event, accuracy: event.accuracy - 0.008 })),
  );
  makeRunFolder(folder, 'mnist');
  const file = path.join(folder, 'run.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), control: 'alone' }));
  appendEvents(folder, [teacherAt(4300)]);
  appendEvents(folder, makeEvents(1, 4300));
}

/** A page of a run in one state: `more` acts after the run is shown, `point` before each picture. */
const ofRun = (name, size, card, steps, more, point) => ({
  ...{ name, point },
  async open(browser) {
    const pins = ['warmer', 'colder'];
    const state = name.startsWith('overlay') ? { folder: card.folder, pins, views: {} } : undefined;
    const panel = await PanelPage.open(browser, { ...size, ...(state && { state }) });
    if (state !== undefined) {
      panel.makeRun('warmer', 'mnist · T 20, seed 2', 4300, { temperature: () => 12, loss: (_, usual) => 1.2 * usual });
      panel.makeRun('colder', 'mnist · T 2, seed 1', 3000, { temperature: () => 3, loss: (_, usual) => 0.8 * usual });
    }
    if (name.startsWith('references')) {
      addReferences(panel);
      await panel.attach(card);
      await panel.waitFor('steps', /4,300/);
    } else await panel.show(card, steps);
    await more?.(panel);
    return panel;
  },
});

const tab = (name, Controller, wait) => async (panel) => {
  writeAnswers(path.join(panel.runs, id));
  await panel.page.locator(`#tab-${name}`).click();
  await panel.serve(name, Controller, path.join(panel.runs, id));
  if (wait !== undefined) await panel.page.locator(wait).first().waitFor();
};
class Summary extends SummaryController {
  constructor(context) {
    const unused = () => Promise.reject(new Error('no action is called'));
    super(context, { perform: unused, openFile: unused, chooseFormat: unused, save: unused });
  }
}

const warned = { ...cards.failed, warnings: ['The teacher makes 900 errors in 1,000: it teaches little.'] };

const runStates = [
  ofRun('queued', beside, cards.queued, 0),
  {
    name: 'teaching',
    async open(browser) {
      const panel = await PanelPage.open(browser, beside);
      panel.makeRun(id, 'mnist', 0);
      const steps = makeEvents(1, 1376).filter(({ type }) => type === 'step');
      const ofTeacher = steps.map(({ loss, step, epoch }) => ({ type: 'step', phase: 'teacher', loss, step, epoch }));
      appendEvents(path.join(panel.runs, id), [...ofTeacher, teacherAt(430), teacherAt(860), teacherAt(1290)]);
      await panel.attach(cards.teaching);
      await panel.page.locator('#plot-loss canvas').waitFor();
      return panel;
    },
  },
  ofRun('running', beside, cards.running, 1376),
  ofRun('running-full', full, cards.running, 1376),
  ofRun('running-narrow', narrow, cards.running, 1376),
  ofRun('stopping', beside, cards.stopping, 1376),
  ofRun('stopped', beside, cards.stopped, 1376),
  ofRun('failed', beside, warned, 1376),
  ofRun('failed-narrow', narrow, warned, 1376),
  ofRun('lost', beside, cards.lost, 1376),
  ofRun('finished', beside, cards.finished, 4300),
  ofRun('finished-full', full, cards.finished, 4300),
  ofRun('finished-narrow', narrow, cards.finished, 4300),
  ofRun('finished-wide', wide, cards.finished, 4300),
  ofRun('references', full, cards.finished, 4300),
  ofRun('linear-raw', full, cards.finished, 4300, async ({ page }) => {
    await page.locator('#plot-loss .log-switch').press('Enter');
    await page.locator('#plot-kl .log-switch').press('Enter');
    await page.locator('#raw-terms').press('Space');
    await page.locator('#smoothing').press('Home');
  }),
  ofRun('enlarged', full, cards.finished, 4300, ({ page }) => page.locator('#plot-loss .enlarge').press('Enter')),
  ofRun('zoomed', full, cards.finished, 4300, (panel) => panel.drag('loss', 0.3, 0.6)),
  ofRun('overlay', full, cards.finished, 4300),
  ofRun('overlay-pointed', full, cards.finished, 4300, undefined, async (page) => {
    const chart = page.locator('#plot-temperature .u-over');
    for (const x of [110, 120]) await chart.hover({ position: { x, y: 60 } });
    await page.locator('#plot-temperature .tooltip').waitFor();
  }),
  ofRun('overlay-narrow', narrow, cards.finished, 4300),
  ofRun('all-folds-open', { width: 900, height: 1800 }, cards.finished, 4300, async ({ page }) => {
    for (const fold of ['#more-plots', '#value-details', '#run-picker'])
      await page.locator(`${fold} > summary`).press('Enter');
  }),
  ofRun('compare', full, cards.finished, 4300, async (panel) => {
    panel.makeRun('warmer', 'mnist · T 20, seed 2', 4300);
    panel.makeRun('colder', 'mnist · T 2', 3000);
    await tab('compare', CompareController, '.compare')(panel);
    for (const other of ['warmer', 'colder']) {
      await panel.page.locator('#compare-add').selectOption(other);
      await panel.serve('compare', CompareController, path.join(panel.runs, id));
    }
  }),
  ofRun('soft-targets', full, cards.finished, 10, tab('targets', TargetsController, '.confusion')),
  ofRun('soft-targets-narrow', narrow, cards.finished, 10, tab('targets', TargetsController, '.confusion')),
  ofRun('summary', beside, cards.finished, 4300, tab('summary', Summary)),
];

/** A workspace of a sweep whose runs have marks, made once for all states of tables and sweeps. */
let made;
function workspace() {
  if (made !== undefined) return made;
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-looks-runs-'));
  const over = { 'temperature.value': [1, 2, 4, 8, 20], 'student.model.hidden': [[300], [100], [30]] };
  const sweep = makeSweep(root, { over, seeds: 3, open: 4, epochs: 8 });
  // It runs as long as this process does.
  writeOwner(sweep);
  const child = (point, seed) => `${sweep}-${String(point).padStart(4, '0')}-s${seed}`;
  changeMarks(child(4, 1), { star: true, tags: ['best'], note: 'best so far' });
  changeMarks(child(9, 1), { archived: true });
  const finished = makeSweep(root, { name: 'over', over, seeds: 3 });
  addSweepChange(finished, { drop: [14] });
  const lost = makeSweep(root, { name: 'lost', over, seeds: 3, open: 9 });
  made = { root, sweep, finished, lost, baseline: child(0, 1) };
  return made;
}

const table = (name, size, more) => ({
  name: `table-${name}`,
  async open(browser) {
    const { root, baseline } = workspace();
    await pinBaseline({ folder: baseline }, await new RunCatalogue(root).list(), true);
    const page = await TablePage.open(browser, root, size);
    await more?.(page.page);
    return page;
  },
});
const select = async (page) => {
  await page.locator('.table-row').nth(1).click();
  await page
    .locator('.table-row')
    .nth(3)
    .click({ modifiers: ['Shift'] });
};
const tableStates = [
  table('seeds', full, async (page) => {
    await page.locator('.lead').first().click();
    await select(page);
  }),
  table('sweeps', full, (page) => page.locator('#grouping').selectOption('sweep')),
  table('plain', wide, (page) => page.locator('#grouping').selectOption('none')),
  table('filter', full, (page) => page.locator('#filter').fill('T>=4 is:finished')),
  table('fault', full, (page) => page.locator('#filter').fill('heat>3')),
  table('columns', full, (page) => page.locator('#columns summary').click()),
  table('narrow', narrow, select),
  {
    name: 'table-empty',
    open: (browser) => TablePage.open(browser, mkdtempSync(path.join(tmpdir(), 'distillery-looks-none-')), full),
  },
];

const sweep = (chart, size, name = chart, of = 'sweep', more = undefined) => ({
  name: `sweep-${name}`,
  async open(browser) {
    const page = await SweepPage.open(browser, workspace()[of], { ...size, height: 1200 });
    await page.page.locator(`#chart-${chart}`).click();
    await more?.(page.page);
    return page;
  },
});
const sweepStates = [
  ...['map', 'lines', 'scatter', 'parallel', 'importance'].map((chart) => sweep(chart, full)),
  sweep('map', narrow, 'narrow'),
  sweep('lines', wide, 'wide'),
  sweep('map', full, 'finished', 'finished', async (page) => {
    await page.locator('.point-row').first().click();
    await page.locator('.point-row').nth(6).hover();
  }),
  sweep('map', full, 'lost', 'lost'),
];

const row = (temperature) => ({
  ...{ temperature, entropy: temperature / 10, topMass: 1 / temperature, effectiveClasses: Math.exp(temperature / 10) },
});
const previewed = (temperature) =>
  parseConfig(
    `name: mnist\ndata: { set: mnist }\nteachers:\n  - { name: large, model: { preset: mlp, hidden: [1200] }, temperature: ${temperature} }\n  - { name: small, model: { preset: mlp, hidden: [100] }, temperature: { strategy: cyclic, period: 2 } }\nstudent: { model: { preset: mlp, hidden: [30] } }\n`,
    'yaml',
  );
const shipped = (name, page, size, messages) => ({
  name,
  async open(browser) {
    const opened = await openShippedPage(browser, page, size);
    for (const message of await messages()) await deliver(opened.page, message);
    return { page: opened.page, close: () => opened.page.close() };
  },
});
const previewMessages = () => [
  {
    ...describePreview(previewed('{ strategy: dtkd }'), undefined),
    ...{ type: 'preview', isBehindPick: false, softness: [{ teacher: 'large', rows: [1, 2, 4, 8].map(row) }] },
  },
];
const augmentMessages = async () => {
  const place = { resolve: (written) => written, environment: {} };
  const samples = await sampleRows({ format: 'mnist', validation: 5000 }, place, shownPictures);
  const augment = 'crop: { scale: [0.4, 1] }, rotation: 20, brightness: 0.3, contrast: 0.3, cutout: 8, mixup: 0.5';
  const text = `name: digits\ndata: { set: mnist, augment: { ${augment} } }\nstudent: { model: { preset: mlp, hidden: [30] } }\n`;
  return [{ ...describeAugmentation(parseConfig(text, 'yaml'), samples, undefined), type: 'augment' }];
};
const liveMessages = async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-looks-live-'));
  for (const [name, steps] of [
    ['mnist', 1376],
    ['a second run with a rather long name that has to go on in another line', 30],
    ['waiting', 0],
  ]) {
    makeRunFolder(path.join(root, name.slice(0, 5)), name);
    if (steps > 0) appendEvents(path.join(root, name.slice(0, 5)), makeEvents(1, steps));
  }
  const messages = [];
  const feed = new LiveFeed((message) => Promise.resolve(messages.push(message)));
  await feed.show(await new RunCatalogue(root).list());
  feed.stop();
  rmSync(root, { recursive: true, force: true });
  return messages;
};
const otherStates = [
  shipped('preview', 'preview', beside, previewMessages),
  shipped('preview-narrow', 'preview', narrow, previewMessages),
  shipped('augment', 'augment', beside, augmentMessages),
  shipped('augment-narrow', 'augment', narrow, augmentMessages),
  shipped('live', 'live', { width: 300, height: 500 }, liveMessages),
  shipped('live-wide', 'live', { width: 1350, height: 500 }, liveMessages),
];

/** An exported page, which has one look whatever the editor's theme is. */
const exported = (name, size, text) => ({
  name: `export-${name}`,
  isThemeless: true,
  async open(browser) {
    const panel = await PanelPage.open(browser, size);
    try {
      addReferences(panel);
      writeAnswers(path.join(panel.runs, id));
      const other = path.join(panel.runs, 'other');
      panel.makeRun('other', 'mnist', 4300, { loss: (_, usual) => 1.2 * usual });
      const page = await browser.newPage({ viewport: { ...size, height: 2400 } });
      await page.setContent(await text(path.join(panel.runs, id), other));
      return { page, close: () => page.close() };
    } finally {
      await panel.close();
    }
  },
});
const exportStates = [
  exported('run', full, (run) => exportRun(run, 'html')),
  exported('runs', full, (run, other) => exportRuns([run, other])),
  exported('narrow', narrow, (run) => exportRun(run, 'html')),
];

/** All states: each has a name, and opens a page that has it. */
export const pageStates = [...runStates, ...tableStates, ...sweepStates, ...otherStates, ...exportStates];

/** Removes what the states have made. */
export function removeStates() {
  if (made !== undefined) rmSync(made.root, { recursive: true, force: true });
  made = undefined;
}
