// A trainer that floods its log: RUN_FOLDER, whose file `flood` says how many steps a second and for how many seconds.
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { formatEventLine } from '../../../src/runs';
import { stepLine } from '../../unit/runs/log/step-line';

const [folder = ''] = process.argv.slice(2);
const [rate = 0, seconds = 0] = JSON.parse(readFileSync(path.join(folder, 'flood'), 'utf8')) as number[];
const total = rate * seconds;
const descriptor = openSync(path.join(folder, 'events.jsonl'), 'a');
const started = Date.now();
let step = 0;

function lines(until: number): string {
  let text = '';
  const at = Date.now();
  for (; step < until; step += 1) {
    const loss = Math.fround(Math.random());
    text += stepLine(step + 1, { at, epoch: step / 469, loss });
  }
  return text;
}

function append(text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}

/** Writes what is due by the clock. */
function write(): void {
  const due = Math.min(Math.floor(((Date.now() - started) / 1000) * rate), total);
  // At most a tenth of a second at once: one that fell behind catches up.
  append(lines(Math.min(due, step + rate / 10)));
  if (step < total) {
    setTimeout(write, 10);
    return;
  }
  const took = (Date.now() - started) / 1000;
  const stamps = { seq: total + 1, attempt: 1, at: Date.now() };
  const end = { type: 'finished', step: total, bestEpoch: 1, accuracy: 1, errors: 0, seconds: took } as const;
  append(`${formatEventLine({ ...end, ...stamps })}\n`);
  closeSync(descriptor);
  writeFileSync(path.join(folder, 'written'), String(took));
}

write();
