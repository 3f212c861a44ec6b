import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, readFileSync, watch } from 'node:fs';
import path from 'node:path';
import { Generator } from '../../../src/data';
import { EventReader, readEvents, readWeightsFile } from '../../../src/runs';
import { makeSmallRun, runAttempt, startTrainer } from '../trainer/small-run';

/** Outcome of a run that was killed again and again. */
export interface KilledRun {
  readonly kills: number;
  readonly resumes: number;
  /** Steps that were done again, since they came after the last checkpoint. */
  readonly repeatedSteps: number;
  readonly steps: number;
}

interface KillOptions {
  readonly kills: number;
  readonly epochs: number;
  readonly seed: number;
}

/** Everything that chance decides is on, and every kind of state: dropout, augmentation, a schedule and Adam's moments. */
const chance = (epochs: number): Record<string, unknown> => ({
  student: { model: { preset: 'mlp', hidden: [32], dropout: 0.2, inputDropout: 0.1 } },
  train: {
    ...{ epochs, batchSize: 64, threads: 1, augment: { jitter: 1 }, schedule: { kind: 'cosine' }, warmup: 1 },
    checkpoint: { everySteps: 5 },
  },
});

/**
 * Kills a run at random events, resumes it each time, and holds what it comes to against an undisturbed run: weights bit for
 * bit, every step once, every line of the log whole and numbered on. `root` holds the data. Throws an assertion's error.
 */
export async function killAtRandom(root: string, { kills, epochs, seed }: KillOptions): Promise<KilledRun> {
  const options = { cache: `killed-${seed}`, changes: chance(epochs) };
  const killed = makeSmallRun(root, `killed-${seed}`, options);
  const generator = new Generator(seed);
  let number = 0;
  for (let count = 0; count < kills;) {
    number += 1;
    const wasKilled = await killAfter(killed, number, 1 + generator.nextBelow(28), root);
    assert.ok(wasKilled || count === kills, `the run finished after ${count} kills; give it more epochs`);
    if (count % 2 === 1) tearLog(killed);
    count += 1;
  }
  const last = await runAttempt(killed, { number: number + 1, data: root });
  assert.equal(last.last?.type, 'finished');
  const whole = makeSmallRun(root, `whole-${seed}`, { ...options, cache: `whole-${seed}` });
  assert.equal((await runAttempt(whole, { data: root })).last?.type, 'finished');
  for (const name of ['last', 'best']) assert.deepEqual(arraysOf(killed, name), arraysOf(whole, name), name);
  return { kills, resumes: number, ...checkLog(killed, whole) };
}

/** Starts an attempt and kills it as soon as it has written so many events; gives whether that came before its end. */
async function killAfter(folder: string, number: number, events: number, data: string): Promise<boolean> {
  const child = startTrainer(folder, { number, data });
  const reader = new EventReader(path.join(folder, 'events.jsonl'));
  let seen = 0;
  const look = (): void => {
    for (let batch = reader.read(); batch.length > 0; batch = reader.read()) {
      seen += batch.filter(({ attempt }) => attempt === number).length;
    }
    if (seen >= events) child.kill('SIGKILL');
  };
  const watcher = watch(folder, look);
  const [code] = (await once(child, 'close')) as [number | null];
  watcher.close();
  assert.ok(code === null || code === 0, `exit code ${code}`);
  return code === null;
}

/** Leaves what a kill between two pages of one write leaves: the first part of a line. Few kills come just then. */
function tearLog(folder: string): void {
  const file = path.join(folder, 'events.jsonl');
  const lines = readFileSync(file, 'utf8').split('\n');
  if (lines.pop() === '') appendFileSync(file, (lines.pop() ?? '').slice(0, 60));
}

function arraysOf(folder: string, name: string): readonly Float32Array[] {
  const content = readWeightsFile(path.join(folder, 'checkpoints', `${name}.weights`));
  assert.ok(content !== undefined && content.arrays.length > 0);
  return content.arrays;
}

/** Every line is there and whole, and what later records supersede away, each step says what the undisturbed run's says. */
function checkLog(killed: string, whole: string): { readonly repeatedSteps: number; readonly steps: number } {
  const { events, badLines } = readEvents(killed);
  assert.equal(badLines, 0);
  events.forEach(({ seq }, place) => assert.equal(seq, place + 1));
  const { steps, superseded } = stepsOf(killed);
  const undisturbed = stepsOf(whole);
  assert.deepEqual(steps, undisturbed.steps);
  return { repeatedSteps: superseded, steps: steps.size };
}

function stepsOf(folder: string): { readonly steps: Map<string, unknown>; readonly superseded: number } {
  const steps = new Map<string, unknown>();
  let superseded = 0;
  for (const event of readEvents(folder).events) {
    // A teacher from the cache tells of itself at step 0.
    if (event.type !== 'step' && !(event.type === 'evaluation' && event.split === 'validation' && event.step > 0))
      continue;
    const key = `${event.type} ${event.phase} ${event.step}`;
    if (event.type === 'step') {
      if (steps.has(key)) superseded += 1;
      const { step, loss, hard, soft, temperature, learningRate, klAtOne } = event;
      steps.set(key, { step, loss, hard, soft, temperature, learningRate, klAtOne });
    } else steps.set(key, { accuracy: event.accuracy, crossEntropy: event.crossEntropy });
  }
  return { steps, superseded };
}
