// Preloaded into trainers: holds one at work until a test lets it go, so that what is done to a run is done to one at work, however slow
// the machine is. FOLDER/ID.held says that it holds, and FOLDER/ID.go lets it go, with FOLDER of DISTILLERY_TEST_GATE.
import { Buffer } from 'node:buffer';
import { closeSync, existsSync, fstatSync, openSync, readSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { clearInterval, setInterval } from 'node:timers';
import { isMainThread } from 'node:worker_threads';

/** Step of the student from which it holds. */
const fromStep = 20;
const lookMs = 2;
const tailBytes = 1 << 14;

const { DISTILLERY_TEST_GATE: folder = '', DISTILLERY_RUN_DIR: run = '' } = process.env;
const at = (ending) => path.join(folder, `${path.basename(run)}.${ending}`);
const isTrainer = isMainThread && run !== '' && path.basename(process.argv[1] ?? '') === 'trainer.js';

if (isTrainer && !existsSync(at('go'))) {
  const timer = setInterval(() => {
    if (stepOfStudent() < fromStep) return;
    clearInterval(timer);
    writeFileSync(at('held'), '');
    const never = new Int32Array(new SharedArrayBuffer(4));
    while (!existsSync(at('go'))) Atomics.wait(never, 0, 0, lookMs);
  }, lookMs);
  timer.unref();
}

function stepOfStudent() {
  const steps = [...tailOf(path.join(run, 'events.jsonl')).matchAll(/"phase":"student","step":(\d+)/g)];
  return Number(steps.at(-1)?.[1] ?? 0);
}

function tailOf(file) {
  if (!existsSync(file)) return '';
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, tailBytes));
    readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('latin1');
  } finally {
    closeSync(descriptor);
  }
}
