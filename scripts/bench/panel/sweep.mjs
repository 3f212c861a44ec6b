// A sweep of 1,000 runs: how long its page takes to open, how it scrolls, and what it costs while runs end.
/* global document, requestAnimationFrame */
import path from 'node:path';
import { rmSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { endRun, makeSweep } from '../../../test/browser/sweep/make-sweep.ts';
import { median } from '../timing.mjs';
import { PanelWindow } from './window.mjs';

const openings = 5;
const scrollSeconds = 5;
const liveSeconds = 20;
/** Runs that end while the page is open, one after another. */
const ending = 10;
const bounds = { openMs: 1000, framesASecond: 59, coreShare: 0.05 };

const temperatures = Array.from({ length: 20 }, (_, at) => at + 1);
const shares = Array.from({ length: 17 }, (_, at) => (at + 1) / 20);
const shape = { over: { 'temperature.value': temperatures, 'loss.soft': shares }, seeds: 3, fresh: 6 };

/** Measures it. Gives a line for each bound. */
export async function measureSweep({ browser, programs, runs }) {
  const finished = makeSweep(path.join(runs, 'sweeps'), { ...shape, name: 'thousand' });
  const times = [];
  let panel;
  for (let opening = 0; opening < openings; opening += 1) {
    await panel?.close();
    panel = await PanelWindow.open(browser, programs, finished);
    times.push(await show(panel, '1,026 runs'));
  }
  const gaps = await scroll(panel);
  await panel.close();
  const framesASecond = (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0);
  const inWhole = median(times.map(({ wholeMs }) => wholeMs));
  const { coreShare, longestMs } = await follow({ browser, programs, runs });
  return [
    {
      bound: `a sweep of 1,026 runs: its whole table and map open under ${bounds.openMs} ms`,
      figure: `middle ${inWhole.toFixed(0)} ms of ${times.map(({ wholeMs }) => wholeMs.toFixed(0)).join(', ')}; the first rows after ${median(times.map(({ firstMs }) => firstMs)).toFixed(0)}`,
      isWithin: inWhole < bounds.openMs,
      details: { times },
    },
    {
      bound: `its table scrolls at ${bounds.framesASecond} frames/s at least`,
      figure: `${framesASecond.toFixed(1)} frames/s, the longest gap ${Math.max(...gaps).toFixed(0)} ms`,
      isWithin: framesASecond >= bounds.framesASecond,
      details: { framesASecond, longestMs: Math.max(...gaps) },
    },
    {
      bound: `the extension's side under ${100 * bounds.coreShare} % of a core while runs end`,
      figure: `${(100 * coreShare).toFixed(1)} %, its event loop held for at most ${longestMs.toFixed(0)} ms`,
      isWithin: coreShare < bounds.coreShare,
      details: { coreShare, longestMs },
    },
  ];
}

/**
 * Opens the page. Gives the milliseconds from the opening on until the first rows and cells of the map are there, and until all are.
 */
async function show(panel, runs) {
  const framed = panel.page.waitForEvent('framenavigated', (frame) => frame.parentFrame() !== null);
  const openedAt = await panel.page.evaluate(() => globalThis.openPanel());
  panel.frame = await framed;
  const first = await panel.frame.waitForFunction(() => {
    const isThere =
      document.querySelectorAll('.point-row').length > 10 &&
      document.querySelector('.heat button[data-state="measured"]') !== null;
    return isThere ? performance.timeOrigin + performance.now() : undefined;
  });
  const firstMs = (await first.jsonValue()) - openedAt;
  const whole = await panel.frame.waitForFunction((text) => {
    const isThere = document.getElementById('filter-count')?.textContent.endsWith(text);
    return isThere ? performance.timeOrigin + performance.now() : undefined;
  }, runs);
  return { firstMs, wholeMs: (await whole.jsonValue()) - openedAt };
}

/** Scrolls the whole table, all points opened to their runs; gives the gaps between frames. */
async function scroll(panel) {
  await panel.ask('countFrames');
  await panel.frame.evaluate(
    (seconds) =>
      new Promise((resolve) => {
        const table = document.getElementById('points');
        const endsAt = performance.now() + 1000 * seconds;
        let direction = 1;
        const step = () => {
          table.scrollTop += 40 * direction;
          const isAtEnd = table.scrollTop <= 0 || table.scrollTop + table.clientHeight >= table.scrollHeight - 1;
          if (isAtEnd) direction = -direction;
          if (performance.now() < endsAt) requestAnimationFrame(step);
          else resolve();
        };
        requestAnimationFrame(step);
      }),
    scrollSeconds,
  );
  return panel.ask('stopCounting');
}

/** The share of a core that the extension's side takes while runs of an open sweep end. */
async function follow({ browser, programs, runs }) {
  const folder = path.join(runs, 'sweeps-live');
  rmSync(folder, { recursive: true, force: true });
  const live = makeSweep(folder, { ...shape, name: 'live', fresh: 0, open: 2 * ending });
  const panel = await PanelWindow.open(browser, programs, live);
  await show(panel, '1,020 runs');
  await wait(2000);
  const before = { at: performance.now(), usage: await panel.usage() };
  for (let at = 0; at < ending; at += 1) {
    const point = 333 + Math.floor((at + 1) / 3);
    endRun(folder, `${path.basename(live)}-${String(point).padStart(4, '0')}-s${((at + 1) % 3) + 1}`, 250 + at);
    await wait((1000 * liveSeconds) / ending);
  }
  const after = { at: performance.now(), usage: await panel.usage() };
  await panel.close();
  const coreShare = (after.usage.cpuMs - before.usage.cpuMs) / (after.at - before.at);
  return { coreShare, longestMs: after.usage.longestMs };
}
