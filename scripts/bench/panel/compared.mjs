// Many runs over each other: the time from the opening of a panel that had them pinned to the picture with all of them.
import { maxPins } from '../../../src/panel/messages/panel.ts';
import { makeFinishedRun } from './make-runs.mjs';
import { PanelWindow } from './window.mjs';

const openings = 3;
const limitMs = 2000;

/** Measures it. Gives a line for the bound. */
export async function measureCompared({ browser, programs, runs, steps, count }) {
  if (count - 1 > maxPins) throw new Error(`${count} runs cannot be drawn over each other`);
  const ids = Array.from({ length: count }, (_, index) => `compared-${steps}-${index}`);
  const folders = ids.map((id, index) => makeFinishedRun(runs, id, { steps, seed: index }));
  const kept = { folder: folders[0], shown: 'curves', pins: ids.slice(1), views: {} };
  const times = [];
  for (let opening = 0; opening < openings; opening += 1) {
    const panel = await PanelWindow.open(browser, programs, folders[0]);
    times.push(await panel.show(`${steps.toLocaleString('en')} steps`, kept));
    const named = await panel.frame.locator('#runs [data-run]').count();
    if (named !== count) throw new Error(`${named} runs are drawn, not ${count}`);
    await panel.close();
  }
  return [
    {
      bound: `${count} runs of ${steps.toLocaleString('en')} steps compared under ${limitMs} ms`,
      figure: times.map((time) => `${time.toFixed(0)} ms`).join(', '),
      isWithin: Math.max(...times) < limitMs,
      details: { times },
    },
  ];
}
