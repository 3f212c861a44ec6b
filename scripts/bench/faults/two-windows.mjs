// Two windows on one workspace, ten starts and stops from each at random: one trainer a run, equal views. A window is a
// process that runs the extension's own code for the list of runs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildHost } from '../../../test/process/launchers/host-process.ts';
import { Launched } from '../../../test/process/launchers/launched.ts';

const ordersEach = 10;
/** A stop may take the trainer's own time to answer. */
const orderMs = 60_000;

function openWindow(script, orders) {
  const child = spawn(process.execPath, [script, JSON.stringify(orders)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = [];
  let ended;
  child.once('exit', (code, signal) => {
    ended = new Error(`a window ended by itself (${signal ?? code})`);
    for (const { reject } of waiting.splice(0)) reject(ended);
  });
  let rest = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines.map((one) => JSON.parse(one)))
      if (line.type === 'list') waiting.shift()?.resolve(line.runs);
  });
  return {
    /** Does one thing and gives the list of runs as this window then sees it. */
    order: (order, folder = '') =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) {
          reject(ended);
          return;
        }
        const timer = setTimeout(() => reject(new Error(`'${order}' was not answered within a minute`)), orderMs);
        const settle = (end) => (value) => {
          clearTimeout(timer);
          end(value);
        };
        waiting.push({ resolve: settle(resolve), reject: settle(reject) });
        child.stdin.write(`${order}\t${folder}\n`);
      }),
    close: () => child.stdin.end(),
    kill: () => child.kill('SIGKILL'),
  };
}

/** Runs it. Gives the starts and stops made, the most trainers that one attempt had, and whether both views agree. */
export async function shareRuns({ runCount = 4, runsAtATime = 2 } = {}) {
  const runs = new Launched('two-windows');
  const windows = [];
  try {
    runs.build();
    const script = buildHost(runs.root);
    const folders = Array.from({ length: runCount }, () => runs.make('obey'));
    const orders = { programs: { ...runs.programs, runsAtATime, startTimeoutMs: 1_000 }, list: runs.runs };
    windows.push(openWindow(script, orders), openWindow(script, orders));
    let tooMany = 0;
    const act = async (window) => {
      for (let count = 0; count < ordersEach; count += 1) {
        for (const order of ['start', 'stop']) {
          const folder = folders[Math.floor(Math.random() * folders.length)];
          const seen = await window.order(order, folder);
          if (seen.filter(([, status]) => status === 'running').length > runsAtATime) tooMany += 1;
        }
      }
    };
    await Promise.all(windows.map(act));
    for (const folder of folders) await windows[0].order('stop', folder);
    const [one, other] = await settledViews(windows);
    for (const window of windows) window.close();
    // Each attempt is claimed once, and each claim starts at most one trainer.
    const doubled = folders.filter((folder) => {
      const attempt = runs.owner(folder).attempt;
      return startsOf(folder) > attempt;
    }).length;
    const starts = folders.reduce((sum, folder) => sum + startsOf(folder), 0);
    const isGood = one === other && doubled === 0 && tooMany === 0;
    return { starts, doubled, tooMany, views: one === other ? 'equal' : `${one} and ${other}`, isGood };
  } finally {
    for (const window of windows) window.kill();
    await runs.end();
  }
}

function startsOf(folder) {
  try {
    return readFileSync(path.join(folder, 'starts'), 'utf8').length;
  } catch {
    return 0;
  }
}

/** Looks from both windows until nothing is active any more. */
async function settledViews(windows) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const views = (await Promise.all(windows.map((window) => window.order('look')))).map((view) =>
      JSON.stringify(view),
    );
    const isActive = views.some((view) => /"(queued|running|stopping)"/.test(view));
    if ((views[0] === views[1] && !isActive) || Date.now() > deadline) return views;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The row of the table of faults. */
export const row = {
  name: 'two-windows',
  title: 'two windows, ten starts and stops from each at random',
  async run() {
    const { isGood, starts, doubled, tooMany, views } = await shareRuns();
    const seen = `${starts} trainers started, ${doubled} runs with two at once, ${tooMany} looks with more than allowed, views ${views}`;
    assert.ok(isGood, seen);
    return seen;
  },
};
