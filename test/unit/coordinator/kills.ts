import assert from 'node:assert/strict';
import path from 'node:path';
import type { ResolvedConfig } from '../../../src/config';
import { readEvents } from '../../../src/runs';
import { isDropped, type HalvingOptions } from '../../../src/sweeps';
import { SweepPlace, type EndedSweep, type KilledSweep } from './killed-sweep';
import type { ErrorCurves } from './quick-runs';

/** Errors with one lowest point, at a temperature of 4 and a soft weight of 0.7; of no run with another's settings. */
function errors({ temperature, loss, seed }: ResolvedConfig, epoch: number): number {
  const t = 'value' in temperature ? Number(temperature.value) : 1;
  const soft = 'soft' in loss ? loss.soft : 1;
  return Math.round(200 + 90 * Math.log(t / 4) ** 2 + 400 * (soft - 0.7) ** 2 + (seed % 5) + 300 / epoch);
}

/** Sizes of the suites: points, and kills of the coordinator of each sweep. */
export interface KillSize {
  readonly points: number;
  readonly kills: number;
}

const ranges = 'temperature.value: { from: 1, to: 20, log: true }, loss.soft: { from: 0.1, to: 0.9 }';

function sweepOf(method: string, points: number): string {
  if (method !== 'grid')
    return `{ over: { ${ranges} }, method: ${method}, budget: { runs: ${points} }, then: { seeds: 2 } }`;
  const steps = points / 10;
  const over = `temperature.value: { from: 1, to: 20, steps: ${steps}, log: true }, loss.soft: { from: 0.1, to: 0.9, steps: 10 }`;
  return `{ over: { ${over} }, then: { seeds: 2 } }`;
}

function assertStartedOnce({ starts }: EndedSweep): void {
  assert.deepEqual(
    [...starts].filter(([, times]) => times !== 1),
    [],
  );
}

/** Tests of sweeps whose coordinators are killed. */
export function describeKills({ points, kills }: KillSize): void {
  let place: SweepPlace;
  before(() => (place = new SweepPlace()));
  after(() => place.close());

  for (const method of ['grid', 'random', 'halton', 'tpe']) {
    it(`of ${points} points by ${method}: the same runs, each started once, and the same best point`, async () => {
      const shape = { sweep: sweepOf(method, points), errors };
      const whole = await place.run(shape);
      // Each point, two fresh seeds, and a control for each of the three seeds.
      assert.equal(Object.keys(whole.runs).length, points + 2 + 3);
      const killed = await place.run(shape, kills, whole.changes / kills / 1.5);
      assert.equal(killed.kills, kills);
      assert.deepEqual(killed.runs, whole.runs);
      assert.deepEqual(killed.summary, whole.summary);
      assert.equal(whole.trials.length, points);
      assert.deepEqual(killed.trials, whole.trials, 'the journal of Optuna');
      assertStartedOnce(killed);
    });
  }
}

/** Tests of successive halving, whose table depends on the order in which results come: each decision keeps its rule. */
export function describeHalvingKills({ points, kills }: KillSize): void {
  let place: SweepPlace;
  before(() => (place = new SweepPlace()));
  after(() => place.close());

  it(`of ${points} points by ASHA: each run is dropped by its rule, or has all epochs`, async () => {
    const rule = { reduction: 3, after: 1 };
    const epochs = 9;
    const sweep = `{ over: { ${ranges} }, method: random, budget: { runs: ${points} }, stop: { kind: asha }, control: false }`;
    const onStop: KilledSweep['onStop'] = (folder, asking) => assertBehind(folder, { ...asking, rule });
    const shape = { sweep, errors, epochs, pace: 'by epochs', onStop } as const;
    const whole = await place.run(shape);
    const killed = await place.run(shape, kills, whole.changes / kills / 1.5);
    assert.equal(killed.kills, kills);
    assertStartedOnce(killed);
    const dropped = new Set(killed.events.flatMap((event) => (event.type === 'sweep' ? (event.dropped ?? []) : [])));
    const states = Object.entries(killed.runs).map(([id, run]) => [id, (run as { status: string }).status] as const);
    assert.equal(states.length, points);
    for (const [id, status] of states) {
      assert.equal(status, dropped.has(`sweep-${id}`) ? 'stopped' : 'finished', id);
    }
    assert.equal(killed.trials.length, points);
    assert.ok(dropped.size > points / 3, `${dropped.size} of ${points} were dropped`);
  });
}

/**
 * Asserts that a run is behind the others by its rule at the moment when it is asked to stop. One that an earlier attempt has dropped
 * has gone on since then.
 */
function assertBehind(folder: string, { attempt, curves, rule }: Judgement): void {
  const [runs, own] = [path.dirname(folder), path.basename(folder)];
  const event = readEvents(path.join(runs, 'sweep')).events.find((one) => one.type === 'sweep' && one.dropped === own);
  assert.ok(event !== undefined, `${own} was asked to stop before the log says that it is dropped`);
  if (event.attempt !== attempt) return;
  const others = [...curves].filter(([id]) => id !== own).map(([, curve]) => curve);
  assert.ok(isDropped(curves.get(own) ?? [], others, rule), `${own} is among the best of its rung`);
}

interface Judgement {
  /** Attempt of the coordinator that asks. */
  readonly attempt: number;
  readonly curves: ErrorCurves;
  readonly rule: HalvingOptions;
}
