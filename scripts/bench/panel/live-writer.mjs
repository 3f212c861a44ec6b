// A trainer as far as its log goes: `node live-writer.js RUN_FOLDER STEPS_A_SECOND` writes steps at that pace until its input
// ends, and owns the run meanwhile.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { describeMachine, folderIdOf, openEventWriter, processStartTime, runFiles } from '../../../src/runs/index.ts';
import { stepAt } from './make-runs.mjs';

const everyMs = 20;
const steps = 1e6;

const [folder, pace] = process.argv.slice(2);
const startTime = processStartTime(process.pid) ?? '';
const owner = {
  ...{ pid: process.pid, startTime, trainerPid: process.pid, trainerStartTime: startTime, token: 'bench', attempt: 1 },
  ...{ folderId: folderIdOf(folder), ...describeMachine() },
};
writeFileSync(path.join(folder, runFiles.owner), JSON.stringify(owner));
const log = openEventWriter(folder, 1);
log.write({ type: 'started', engine: 'bench', engineVersion: '1', threads: 1, steps, epochs: 10, node: '20' });
const begun = performance.now();
let step = 0;
const timer = setInterval(() => {
  const due = Math.floor(((performance.now() - begun) / 1000) * Number(pace));
  for (; step < due; step += 1) log.write(stepAt(step + 1, steps, 0));
}, everyMs);
process.stdin.resume().on('end', () => {
  clearInterval(timer);
  log.close();
});
