// A finished run of many steps: how long it takes to open, to redraw, what it holds in memory, and whether it is drawn truly.
import { median } from '../timing.mjs';
import { makeFinishedRun } from './make-runs.mjs';
import { drawnCurves, readRaw, wrongColumns } from './true-extremes.mjs';
import { PanelWindow } from './window.mjs';

const openings = 3;
const rounds = 5;
const bounds = { openMs: 1500, redrawMs: 50, averageMs: 150, memoryBytes: 300e6 };

/** Interactions with the plots, each of one press; after all of them the panel is as it was. */
const presses = {
  'zoom by dragging': (panel) => drag(panel, 0.25, 0.5),
  'zoom in by key': (panel) => pressPlot(panel, '+'),
  pan: (panel) => pressPlot(panel, 'Shift+ArrowRight'),
  'zoom to a fiftieth': (panel) => drag(panel, 0.5, 0.52),
  'reset the zoom': (panel) => pressPlot(panel, '0'),
  'hide a curve': (panel) => panel.frame.locator('[data-curve="weightedSoft"]').press('Enter'),
  'show a curve': (panel) => panel.frame.locator('[data-curve="weightedSoft"]').press('Enter'),
  'show outliers': (panel) => panel.frame.locator('#set-aside').press('Space'),
  'set outliers aside': (panel) => panel.frame.locator('#set-aside').press('Space'),
  'linear scale': (panel) => panel.frame.locator('#plot-loss .log-switch').press('Space'),
  'log scale': (panel) => panel.frame.locator('#plot-loss .log-switch').press('Space'),
};

/** An average over all steps is a new one for each weight. */
const smoothing = {
  'smooth more': (panel) => panel.frame.locator('#smoothing').press('PageUp'),
  'smooth still more': (panel) => panel.frame.locator('#smoothing').press('PageUp'),
  'smooth no more': (panel) => panel.frame.locator('#smoothing').press('Home'),
};

const pressPlot = (panel, key) => panel.frame.locator('#plot-loss .canvas').press(key);

async function drag(panel, from, to) {
  const box = await panel.frame.locator('#plot-loss .u-over').boundingBox();
  const y = box.y + box.height / 2;
  await panel.page.mouse.move(box.x + box.width * from, y);
  await panel.page.mouse.down();
  await panel.page.mouse.move(box.x + box.width * to, y, { steps: 4 });
  await panel.page.mouse.up();
}

/** Measures it. Gives a line for each bound. */
export async function measureFinished({ browser, programs, runs, steps }) {
  const folder = makeFinishedRun(runs, `finished-${steps}`, { steps, seed: 0 });
  const shown = `${steps.toLocaleString('en')} steps`;
  const times = [];
  let panel;
  for (let opening = 0; opening < openings; opening += 1) {
    await panel?.close();
    panel = await PanelWindow.open(browser, programs, folder);
    times.push(await panel.show(shown));
  }
  const redraws = await timePresses(panel, presses);
  const averages = await timePresses(panel, smoothing);
  const { heapBytes, privateBytes } = await panel.memory();
  const { heapBytes: extensionBytes } = await panel.usage();
  const truth = await checkTruth(panel, folder, steps);
  await panel.close();
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
  const title = `a finished run of ${steps.toLocaleString('en')} steps`;
  return [
    {
      bound: `${title}: first full picture under ${bounds.openMs} ms`,
      figure: times.map((time) => `${time.toFixed(0)} ms`).join(', '),
      isWithin: Math.max(...times) < bounds.openMs,
      details: { times },
    },
    judgeRedraws(`each zoom and toggle redrawn in full under ${bounds.redrawMs} ms`, redraws, bounds.redrawMs),
    judgeRedraws(`another average over all steps drawn under ${bounds.averageMs} ms`, averages, bounds.averageMs),
    {
      bound: `memory of the panel's process under ${megabytes(bounds.memoryBytes)}`,
      figure: `${megabytes(privateBytes)}, of them JavaScript ${megabytes(heapBytes)}; the extension's side ${megabytes(extensionBytes)}`,
      isWithin: privateBytes < bounds.memoryBytes,
      details: { privateBytes, heapBytes, extensionBytes },
    },
    truth,
  ];
}

/** Does each press in turn, some rounds; gives the times of each. */
async function timePresses(panel, all) {
  const times = Object.fromEntries(Object.keys(all).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, press] of Object.entries(all)) times[name].push(await panel.redraw(press));
  }
  return times;
}

/** The middle of each press's times is held against the bound. */
function judgeRedraws(bound, times, limitMs) {
  const middles = Object.entries(times).map(([name, all]) => ({ name, ms: median(all.map(({ lastMs }) => lastMs)) }));
  const figures = middles.map(({ name, ms }) => `${name} ${ms.toFixed(0)}`).join(', ');
  const slowest = Math.max(...Object.values(times).flatMap((all) => all.map(({ lastMs }) => lastMs)));
  return {
    bound,
    figure: `middle of ${rounds}, in ms: ${figures}; the slowest of all ${slowest.toFixed(0)}`,
    isWithin: middles.every(({ ms }) => ms < limitMs),
    details: times,
  };
}

/** All of it and a part of it, against the log. */
async function checkTruth(panel, folder, steps) {
  const raw = await readRaw(folder, [...new Set(drawnCurves.map(({ name }) => name))], steps);
  let [columns, wrong] = [0, 0];
  // Values themselves, neither their average nor their logarithm, by the step, as the log has them: the panel begins with epochs.
  await panel.frame.locator('#axis').selectOption('step');
  await panel.frame.locator('#smoothing').press('Home');
  const logarithmic = panel.frame.locator('.log-switch[aria-pressed="true"]:visible');
  while ((await logarithmic.count()) > 0) await logarithmic.first().press('Enter');
  await panel.ask('untilStill', 300);
  for (const act of [(one) => drag(one, 0.3, 0.6), (one) => pressPlot(one, '0')]) {
    await panel.frame.evaluate(() => void (globalThis.probe.isRecording = true));
    await panel.page.setViewportSize({ width: 1280, height: 2400 });
    await act(panel);
    await panel.ask('untilStill', 300);
    const window = await panel.frame.evaluate(() => globalThis.probe.answers.at(-1));
    for (const { plot, name, ...line } of drawnCurves) {
      const seen = wrongColumns(await panel.ask('barsOf', plot), line, raw[name], window);
      columns += seen.columns;
      wrong += seen.wrong;
    }
  }
  return {
    bound: 'least and largest point of each pixel column are those of the log',
    figure: `${wrong} of ${columns.toLocaleString('en')} columns wrong, ${drawnCurves.length} curves, whole and zoomed`,
    isWithin: wrong === 0 && columns > 0,
    details: { wrong, columns },
  };
}
