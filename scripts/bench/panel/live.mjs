// A run that goes on: a trainer of its own writes its log, the panel follows, and nobody touches it.
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { makeRunFolder } from './make-runs.mjs';
import { endProgram, PanelWindow, startProgram } from './window.mjs';

const stepsASecond = 1000;
/** Till then the panel has come to its usual size. */
const settleSeconds = 10;
const lateFrameMs = 25;
/** Memory of a step in the extension's process: three indices and thirteen curves, with a quarter of spare capacity. */
const bytesOfStep = 1.25 * (3 * 8 + 13 * 4);
const bounds = { framesASecond: 59, coreShare: 0.1, panelGrowthBytes: 5e6, slackBytes: 8e6 };

/** Measures it for so many seconds. Gives a line for each bound. */
export async function measureLive({ browser, programs, runs, seconds }) {
  const folder = path.join(runs, 'live');
  makeRunFolder(folder, 'live');
  const writer = await startProgram(programs, 'live-writer', [folder, String(stepsASecond)]);
  const panel = await PanelWindow.open(browser, programs, folder);
  try {
    await panel.show(' steps');
    await wait(settleSeconds * 1000);
    const before = await look(panel);
    await panel.ask('countFrames');
    await wait(seconds * 1000);
    const gaps = await panel.ask('stopCounting');
    const after = await look(panel);
    return judge({ before, after, gaps, seconds });
  } finally {
    await endProgram(writer);
    await panel.close();
  }
}

async function look(panel) {
  const usage = await panel.usage();
  const memory = await panel.memory();
  const text = await panel.frame.locator('#steps').innerText();
  return { at: performance.now(), usage, memory, steps: Number(text.match(/([\d,]+) steps$/)[1].replaceAll(',', '')) };
}

function judge({ before, after, gaps, seconds }) {
  const passedMs = after.at - before.at;
  const framesASecond = (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0);
  const late = gaps.filter((gap) => gap > lateFrameMs).length;
  const coreShare = (after.usage.cpuMs - before.usage.cpuMs) / passedMs;
  const steps = after.steps - before.steps;
  const panelGrowth = after.memory.heapBytes - before.memory.heapBytes;
  const extensionGrowth = after.usage.heapBytes - before.usage.heapBytes;
  const allowed = steps * bytesOfStep + bounds.slackBytes;
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  return [
    {
      bound: `live at ${stepsASecond} steps/s for ${seconds} s: all steps are seen`,
      figure: `${steps.toLocaleString('en')} steps in ${(passedMs / 1000).toFixed(1)} s`,
      isWithin: steps > 0.98 * stepsASecond * (passedMs / 1000) - stepsASecond,
      details: { steps, passedMs },
    },
    {
      bound: `60 frames a second, ${bounds.framesASecond} at least`,
      figure: `${framesASecond.toFixed(2)}, ${late} of ${gaps.length} frames later than ${lateFrameMs} ms, the longest ${Math.max(...gaps).toFixed(0)} ms`,
      isWithin: framesASecond >= bounds.framesASecond,
      details: { framesASecond, late, frames: gaps.length, longestMs: Math.max(...gaps) },
    },
    {
      bound: `the panel's heap grows by less than ${megabytes(bounds.panelGrowthBytes)}`,
      figure: `${megabytes(panelGrowth)}, to ${megabytes(after.memory.heapBytes)}`,
      isWithin: panelGrowth < bounds.panelGrowthBytes,
      details: { panelGrowth, heapBytes: after.memory.heapBytes, privateBytes: after.memory.privateBytes },
    },
    {
      bound: `the extension's side grows by its columns alone, ${megabytes(allowed)} at most`,
      figure: megabytes(extensionGrowth),
      isWithin: extensionGrowth < allowed,
      details: { extensionGrowth, allowed },
    },
    {
      bound: `the extension's side under ${100 * bounds.coreShare} % of a core`,
      figure: `${(100 * coreShare).toFixed(1)} %, its event loop held for at most ${after.usage.longestMs.toFixed(0)} ms`,
      isWithin: coreShare < bounds.coreShare,
      details: { coreShare, longestMs: after.usage.longestMs },
    },
  ];
}
