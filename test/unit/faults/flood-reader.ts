// What the editor's process does while a run floods its log: FOLDER TOTAL CONFIG. It follows the log for a panel and for the list of
// runs, and completes a config twice a second; prints what came and what it cost.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { completeConfig, languageOf } from '../../../src/config';
import { LogFollower, RunCatalogue } from '../../../src/runs';

const [folder = '', total = '0', config = ''] = process.argv.slice(2);
const follower = new LogFollower(folder, ['loss', 'hard', 'soft', 'temperature']);
const catalogue = new RunCatalogue(path.dirname(folder));
const text = readFileSync(config, 'utf8');
const waits: number[] = [];
const started = performance.now();
let steps = 0;
let last = 0;
let before = 0;
let most = 0;

function complete(): number {
  const asked = performance.now();
  const offered = completeConfig(`${text}\n`, languageOf(config), text.length + 1);
  assert.ok(offered.length > 0);
  return performance.now() - asked;
}

/** As the editor asks: a key is pressed at some time, and the answer comes when the process gets to it. */
function press(due: number): void {
  const wait = setTimeout(
    () => {
      complete();
      waits.push(performance.now() - due);
      press(performance.now() + 100);
    },
    Math.max(due - performance.now(), 0),
  );
  wait.unref();
}

async function read(): Promise<void> {
  const piece = follower.read();
  for (const { step } of piece?.steps ?? []) {
    for (const one of step) {
      assert.equal(one, last + 1, 'no step is lost or doubled');
      last = one;
    }
    steps += step.length;
  }
  most = Math.max(most, process.memoryUsage().rss);
  if (steps < Number(total)) {
    setTimeout(() => void read(), piece === undefined ? 200 : 1);
    return;
  }
  const { progress } = await catalogue.summarize(folder);
  waits.sort((one, other) => one - other);
  const seconds = (performance.now() - started) / 1000;
  const growth = (most - before) / 2 ** 20;
  const latency = {
    median: waits[Math.floor(waits.length / 2)],
    p95: waits[Math.floor(waits.length * 0.95)],
    max: waits.at(-1),
  };
  console.log(
    JSON.stringify({
      steps,
      listed: progress.step,
      badLines: follower.badLines,
      seconds,
      growth,
      latency,
      asked: waits.length,
    }),
  );
}

// What a process needs once is not growth.
for (let turn = 0; turn < 40; turn += 1) complete();
globalThis.gc?.();
before = process.memoryUsage().rss;
press(performance.now() + 100);
void read();
