// Opens the shipped panel of a run in a window: the extension's side in a process of its own, the page in Chromium.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { provideChromium } from '../../provision/chromium.mjs';
import { browserWords } from '../../window/browser.mjs';

const here = import.meta.dirname;
const dist = path.resolve(here, '../../../dist');
const pages = path.join(here, 'page');
const size = { width: 1280, height: 900 };

/** Bundles what runs in processes of its own into a folder. */
export async function buildPrograms(folder) {
  const entryPoints = ['extension-side.mjs', 'live-writer.mjs'].map((name) => path.join(here, name));
  await build({
    ...{ entryPoints, outdir: folder, bundle: true, platform: 'node', format: 'cjs', external: ['vscode'] },
    ...{ mainFields: ['module', 'main'], logLevel: 'error', outExtension: { '.js': '.cjs' } },
  });
}

/** Starts a program of those; gives its process and its first line. */
export async function startProgram(folder, name, words) {
  const child = spawn(process.execPath, ['--expose-gc', path.join(folder, `${name}.cjs`), ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8');
  return child;
}

/** Ends a program by closing its input. */
export async function endProgram(child) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin.end();
  await ended;
}

/** A browser that serves several panels after each other. */
export function openBrowser() {
  const words = [...browserWords, '--enable-precise-memory-info', '--js-flags=--expose-gc'];
  return chromium.launch({ executablePath: provideChromium(), args: words });
}

/** The window of one panel. */
export class PanelWindow {
  static async open(browser, programs, runFolder) {
    const opened = new PanelWindow();
    opened.child = await startProgram(programs, 'extension-side', [runFolder, dist, pages]);
    opened.address = await new Promise((resolve, reject) => {
      opened.child.stdout.once('data', (text) => resolve(text.trim()));
      opened.child.once('exit', (code) => reject(new Error(`the extension's side ended with ${code}`)));
    });
    opened.page = await browser.newPage({ viewport: size });
    opened.complaints = [];
    opened.page.on('console', (message) => opened.complaints.push(message.text()));
    opened.page.on('pageerror', (error) => opened.complaints.push(error.message));
    await opened.page.addInitScript(readFileSync(path.join(pages, 'probe.js'), 'utf8'));
    await opened.page.goto(opened.address);
    return opened;
  }

  /** Opens the panel and waits until its curves are drawn. Gives the milliseconds from the opening on. */
  async show(points, kept) {
    const framed = this.page.waitForEvent('framenavigated', (frame) => frame.parentFrame() !== null);
    const openedAt = await this.page.evaluate((state) => globalThis.openPanel(state), kept);
    this.frame = await framed;
    return (await this.frame.evaluate((text) => globalThis.probe.untilPoints(text), points)) - openedAt;
  }

  /** Calls a function of the probe in the panel's page. */
  ask(name, ...words) {
    return this.frame.evaluate(([call, values]) => globalThis.probe[call](...values), [name, words]);
  }

  /** Does something with the panel, and gives the milliseconds from the press to the first redraw, to the last, and to the answer. */
  async redraw(act) {
    await this.ask('untilStill', 200);
    await this.frame.evaluate(() => void (globalThis.probe.drawn = []));
    await act(this);
    await this.frame.evaluate(() => globalThis.probe.untilStill(250));
    const { drawn, pressedAt, answeredAt } = await this.frame.evaluate(() => {
      const { drawn, pressedAt, answers } = globalThis.probe;
      return { drawn, pressedAt, answeredAt: answers.at(-1).at };
    });
    const after = drawn.filter((at) => at >= pressedAt).map((at) => at - pressedAt);
    if (after.length === 0) throw new Error('nothing was drawn after the press');
    return {
      firstMs: after[0],
      lastMs: after.at(-1),
      ...(answeredAt > pressedAt && { answerMs: answeredAt - pressedAt }),
    };
  }

  /** CPU time and memory of the extension's process. */
  async usage() {
    return (await fetch(`${this.address}/usage`)).json();
  }

  /** Memory of the page's process in bytes: what it alone holds, and its JavaScript heap after a collection. */
  async memory() {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const processes = await (
      await this.page.context().browser().newBrowserCDPSession()
    ).send('SystemInfo.getProcessInfo');
    const renderers = processes.processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    const privateBytes = Math.max(...renderers.map(privateBytesOf));
    return { heapBytes: usedSize, privateBytes };
  }

  async close() {
    await this.page.close();
    await endProgram(this.child);
    if (this.complaints.length > 0) throw new Error(`the page complained: ${this.complaints.join('; ')}`);
  }
}

/** Memory that a process shares with no other, in bytes, by Linux; elsewhere its resident memory. */
function privateBytesOf(pid) {
  if (process.platform !== 'linux') {
    return 1024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  }
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const lines = rollup.matchAll(/^Private_\w+:\s+(\d+) kB$/gm);
  return Array.from(lines, ([, kilobytes]) => 1024 * Number(kilobytes)).reduce((sum, one) => sum + one, 0);
}
