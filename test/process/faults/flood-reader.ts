// Does the work of the editor's process while a run floods its log: FIRST FOLDER STEPS CONFIG SHOWN. It refreshes the runs each
// second and, where SHOWN is `panel`, shows the run as a panel does, and completes a config ten times a second. It shows the run
// FIRST to its end before, since what a process needs once is not growth; then it prints `ready`, and at last what FOLDER cost.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { completeConfig, languageOf } from '../../../src/config';
import { CurvesController } from '../../../src/panel/curves/controller';
import { RunFeed } from '../../../src/panel/feed';
import { RunCatalogue } from '../../../src/runs';

const [first = '', folder = '', steps = '0', config = '', shown = ''] = process.argv.slice(2);
const text = readFileSync(config, 'utf8');
let waits: number[] = [];
/** The most bytes that the process and the panel's columns in it took. */
let most = { all: 0, columns: 0 };

/** As the editor asks: a key is pressed at some time, and the answer comes when the process gets to it. */
function press(due: number): void {
  const wait = setTimeout(
    () => {
      const offered = completeConfig(`${text}\n`, languageOf(config), text.length + 1);
      assert.ok(offered.length > 0);
      // A timer may fire a little early.
      waits.push(Math.max(performance.now() - due, 0));
      const { rss, arrayBuffers } = process.memoryUsage();
      most = { all: Math.max(most.all, rss), columns: Math.max(most.columns, arrayBuffers) };
      press(performance.now() + 100);
    },
    Math.max(due - performance.now(), 0),
  );
  wait.unref();
}

/** A panel just opened, with its plots of loss and temperature. */
class Panel {
  /** The step that its curves reach. */
  reached = 0;
  private readonly feed: RunFeed;
  private readonly curves: CurvesController;

  constructor(runFolder: string) {
    this.feed = new RunFeed(runFolder, () => Promise.resolve());
    const send = (answer: unknown): Promise<void> => {
      this.reached = (answer as { readonly last?: number }).last ?? 0;
      return Promise.resolve();
    };
    this.curves = new CurvesController({ runFolder, send });
  }

  async open(): Promise<void> {
    const plots = [
      { name: 'loss', curves: ['loss', 'hard', 'soft'] },
      { name: 'temperature', curves: ['temperature'] },
    ];
    await this.feed.start();
    const look = { axis: 'step', pixels: 800, smoothing: 0.9, setsAside: false, pins: [] };
    await this.curves.handle({ kind: 'show', number: 1, plots, ...look });
  }

  close(): void {
    this.feed.stop();
    this.curves.stop();
  }
}

/** Shows a run until it has ended in the list and its last step is drawn. Gives that step. */
async function showToEnd(runFolder: string): Promise<number> {
  const catalogue = new RunCatalogue(path.dirname(runFolder));
  const panel = shown === 'panel' ? new Panel(runFolder) : undefined;
  await panel?.open();
  for (;;) {
    const run = (await catalogue.list()).find((one) => one.folder === runFolder);
    const step = run?.progress.step ?? 0;
    if (run?.progress.last === 'finished' && (panel === undefined || panel.reached === step)) {
      panel?.close();
      return step;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function main(): Promise<void> {
  press(performance.now());
  await showToEnd(first);
  globalThis.gc?.();
  const { rss, arrayBuffers } = process.memoryUsage();
  waits = [];
  most = { all: rss, columns: arrayBuffers };
  console.log('ready');
  const started = performance.now();
  assert.equal(await showToEnd(folder), Number(steps));
  const seconds = (performance.now() - started) / 1000;
  waits.sort((one, other) => one - other);
  const at = (share: number): number | undefined => waits[Math.min(Math.floor(waits.length * share), waits.length - 1)];
  const latency = { median: at(0.5), p95: at(0.95), max: at(1) };
  const columns = (most.columns - arrayBuffers) / 2 ** 20;
  const growth = (most.all - rss) / 2 ** 20 - columns;
  console.log(JSON.stringify({ seconds, growth, columns, latency, asked: waits.length }));
}

void main();
