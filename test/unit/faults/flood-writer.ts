// A trainer that writes so many step events a second for so many seconds: FOLDER RATE SECONDS.
import { appendFileSync, closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { formatEventLine } from '../../../src/runs';

const [folder = '', rate = '', seconds = ''] = process.argv.slice(2);
const total = Number(rate) * Number(seconds);
const descriptor = openSync(path.join(folder, 'events.jsonl'), 'a');
const started = Date.now();
let step = 0;

function lines(until: number): string {
  let text = '';
  for (; step < until; step += 1) {
    const loss = Math.fround(Math.random());
    const event = {
      ...{ type: 'step' as const, phase: 'student' as const, step: step + 1, epoch: step / 469, loss, hard: loss },
      ...{
        soft: loss,
        weightedHard: loss,
        weightedSoft: loss,
        temperature: 4,
        learningRate: 0.01,
        imagesPerSecond: 9e4,
      },
    };
    text += `${formatEventLine({ ...event, seq: step + 1, attempt: 1, at: Date.now() })}\n`;
  }
  return text;
}

/** Writes what is due by the clock. */
function write(): void {
  const due = Math.min(Math.floor(((Date.now() - started) / 1000) * Number(rate)), total);
  // At most a tenth of a second at once: one that fell behind catches up.
  const until = Math.min(due, step + Number(rate) / 10);
  const bytes = Buffer.from(lines(until), 'utf8');
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
  if (step < total) {
    setTimeout(write, 10);
    return;
  }
  closeSync(descriptor);
  appendFileSync(path.join(folder, 'written'), String((Date.now() - started) / 1000));
}

write();
