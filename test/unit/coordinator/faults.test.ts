import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ResolvedConfig } from '../../../src/config';
import type { Sampler } from '../../../src/coordinator/jobs';
import type { RunInputs } from '../../../src/runs';
import { SweepPlace, type EndedSweep, type KilledSweep } from './killed-sweep';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const hash = (letter: string): string => letter.repeat(64);
const data = (letter: string): RunInputs => ({ train: { sha256: hash(letter), count: 10 } });
const noticesOf = ({ events }: EndedSweep): string[] =>
  events.flatMap((event) => (event.type === 'notice' && event.message.startsWith('WARNING') ? [event.message] : []));
const errors = (): number => 100;
/** Last state of each trial in the Optuna journal. */
const statesOf = ({ trials }: EndedSweep): unknown[] =>
  trials.map((trial) => {
    const [number] = (trial as { readonly states: readonly (readonly number[])[] }).states.at(-1) ?? [];
    return ['running', 'complete', 'pruned', 'failed', 'waiting'][number ?? 4];
  });
const sweep = '{ over: { temperature.value: [1, 2, 4] }, control: false }';

describe('a sweep', function () {
  this.timeout(30_000);
  let place: SweepPlace;
  before(() => (place = new SweepPlace()));
  after(() => place.close());

  it('makes a run anew that was deleted by hand, and no other, when it goes on', async () => {
    const remove = (runs: string): void => rmSync(path.join(runs, 'sweep-0001-s1'), { recursive: true });
    const ended = await place.run({ sweep, errors, afterwards: remove });
    assert.deepEqual(Object.fromEntries(ended.starts), { '0000-s1': 1, '0001-s1': 2, '0002-s1': 1 });
    assert.deepEqual(ended.summary, {
      done: 3,
      failed: 0,
      total: 3,
      best: 'temperature 1: validation.accuracy 0.98',
      score: 0.98,
    });
    assert.equal(ended.trials.length, 3);
  });

  it('counts a run without a result that is deleted while it trains, and goes on with the others', async () => {
    const between = (runs: string, look: number): void => {
      if (look === 2) rmSync(path.join(runs, 'sweep-0000-s1'), { recursive: true });
    };
    const ended = await place.run({ sweep, errors, epochs: 4, pace: 'by epochs', between });
    const { done, failed } = ended.summary as { readonly done: number; readonly failed: number };
    assert.deepEqual([done, failed], [3, 1]);
    assert.deepEqual(Object.keys(ended.runs), ['0001-s1', '0002-s1']);
    assert.match(ended.failure ?? '', /^sweep-0000-s1 .*broken/);
  });

  it('counts a run that fails or diverges, ranks the others, and says first of whom there is no result', async () => {
    const message = 'the student diverged: its loss is no number at step 7';
    const ending: KilledSweep['ending'] = ({ temperature }) =>
      'value' in temperature && temperature.value === 1 ? { type: 'failed', message } : undefined;
    const ended = await place.run({ sweep, errors, ending });
    const best = 'temperature 2: validation.accuracy 0.98';
    assert.deepEqual(ended.summary, { done: 3, failed: 1, total: 3, best, score: 0.98 });
    assert.equal(ended.failure, `sweep-0000-s1 failed, ${message}`);
    assert.deepEqual(statesOf(ended), ['failed', 'complete', 'complete']);
    const all = await place.run({ sweep, errors, ending: () => ({ type: 'failed', message }) });
    assert.deepEqual(all.summary, { done: 3, failed: 3, total: 3, best: undefined, score: undefined });
    assert.equal(all.failure, `sweep-0000-s1 failed, ${message}`);
  });

  it('goes on without a run that was stopped by hand, and takes it on when it is resumed', async () => {
    const ending: KilledSweep['ending'] = (_, start) =>
      start === 2 ? { type: 'stopped', step: 1, epoch: 1 } : undefined;
    const shape = { sweep, errors, ending };
    const ended = await place.run(shape);
    assert.deepEqual([(ended.summary as { failed: number }).failed, ended.failure], [1, 'sweep-0001-s1 stopped']);
    assert.deepEqual(statesOf(ended), ['complete', 'failed', 'complete']);
    const resumed = await place.run({ ...shape, afterwards: () => undefined });
    assert.equal((resumed.summary as { failed: number }).failed, 0);
    assert.deepEqual(Object.fromEntries(resumed.starts), { '0000-s1': 1, '0001-s1': 2, '0002-s1': 1 });
  });

  it('tries a failed run again only where that is asked for', async () => {
    const ending: KilledSweep['ending'] = (_, start) =>
      start === 2 ? { type: 'failed', message: 'the disk was full' } : undefined;
    const shape = { sweep, errors, ending, afterwards: () => undefined };
    const left = await place.run(shape);
    assert.equal((left.summary as { failed: number }).failed, 1);
    assert.deepEqual(Object.fromEntries(left.starts), { '0000-s1': 1, '0001-s1': 1, '0002-s1': 1 });
    const tried = await place.run({ ...shape, retriesFailed: true });
    assert.equal((tried.summary as { failed: number }).failed, 0);
    assert.deepEqual(Object.fromEntries(tried.starts), { '0000-s1': 1, '0001-s1': 2, '0002-s1': 1 });
  });

  it('keeps the point that fresh seeds have judged, also where a run that is tried again is better', async () => {
    const ending: KilledSweep['ending'] = (_, start) =>
      start === 1 ? { type: 'failed', message: 'the disk was full' } : undefined;
    const judged = '{ over: { temperature.value: [1, 2, 4] }, control: false, then: { seeds: 2 } }';
    const byTemperature: KilledSweep['errors'] = ({ temperature }) =>
      temperature.strategy === 'constant' ? 100 * temperature.value : 0;
    const shape = { sweep: judged, errors: byTemperature, ending, retriesFailed: true };
    const ended = await place.run({ ...shape, afterwards: () => undefined });
    assert.match((ended.summary as { best: string }).best, /^temperature 1: /);
    assert.deepEqual(Object.fromEntries(ended.starts), {
      ...{ '0000-s1': 2, '0001-s1': 1, '0002-s1': 1, 'verdict-s2': 1, 'verdict-s3': 1 },
    });
    const points = Object.entries(ended.runs).flatMap(([id, run]) =>
      id.startsWith('verdict') ? [(run as { readonly point: { readonly index: number } }).point.index] : [],
    );
    assert.deepEqual(points, [1, 1]);
  });

  it('says that no run reports the metric of its goal, and which one they have', async () => {
    const goal = 'goal: { metric: validation.balancedAccuracy }';
    const ended = await place.run({ sweep: sweep.replace('{ over', `{ ${goal}, over`), errors });
    assert.equal(
      ended.failure,
      'all runs have finished, and none reports validation.balancedAccuracy on the validation split; take another goal.metric, such as validation.accuracy',
    );
  });

  it('says once that the data have changed under it, and that runs before and after are not of the same', async () => {
    const shape = { sweep, errors, inputs: (start: number) => data(start === 1 ? 'a' : 'b') };
    const ended = await place.run(shape, 4, 4);
    assert.equal(ended.kills, 4);
    assert.deepEqual(noticesOf(ended), [
      'WARNING: sweep-0001-s1 has read other inputs than sweep-0000-s1: data: train aaaaaaaa / bbbbbbbb. What comes before and after this change cannot be compared, and a run and its control count as a pair only where both read the same. Start a new sweep, or put the files back',
    ]);
  });

  it('says nothing where a setting of the data is what varies', async () => {
    const over = '{ over: { data.limit: [100, 200] }, control: false }';
    const ended = await place.run({ sweep: over, errors, inputs: (start) => data(start === 1 ? 'a' : 'b') });
    assert.deepEqual(noticesOf(ended), []);
  });

  it('says once that its config file has changed under it, and makes all runs from the text that it began with', async () => {
    const change = (_: string, look: number): void => {
      if (look === 2) writeFileSync(place.configFile, 'name: other\n');
      if (look === 3) writeFileSync(place.configFile, 'name: another one\n');
    };
    const shape = { sweep, errors, epochs: 4, pace: 'by epochs', between: change } as const;
    const ended = await place.run(shape, 2, 12);
    const hash = hashOf(readFileSync(path.join(ended.folder, 'config.distill.yaml'), 'utf8'));
    assert.deepEqual(noticesOf(ended), [
      `WARNING: quick.distill.yaml has changed since this sweep began. All runs of this sweep keep the settings that it began with (SHA-256 ${hash.slice(0, 8)}, the copy in the sweep's folder). New values of sweep.over, seeds and fresh seeds can join it: distillery sweep quick.distill.yaml --add-to sweep. Start a new sweep for other changes`,
    ]);
    assert.equal(Object.keys(ended.runs).length, 3);
    rmSync(place.configFile);
  });

  it('says nothing of a config file that is as it was, or older than the sweep, as behind --set', async () => {
    writeFileSync(place.configFile, 'name: written before --set changed its text\n');
    utimesSync(place.configFile, 1, 1);
    assert.deepEqual(noticesOf(await place.run({ sweep, errors })), []);
    const keep = (runs: string): void => {
      writeFileSync(place.configFile, readFileSync(path.join(runs, 'sweep', 'config.distill.yaml')));
    };
    assert.deepEqual(noticesOf(await place.run({ sweep, errors, between: keep })), []);
    rmSync(place.configFile);
  });

  it('by Optuna goes on after kills with the points that it proposed before, and asks with all results', async () => {
    const asked: string[] = [];
    const sampler: Sampler = {
      propose: (trials) => {
        asked.push(JSON.stringify(trials.map(({ score }) => score)));
        // A point that was tried: the next one at random takes its place.
        if (trials.length === 3) return Promise.resolve(trials[0]?.values ?? []);
        return Promise.resolve([1 + trials.length + (trials.at(-1)?.score ?? 0)]);
      },
    };
    const over =
      '{ over: { temperature.value: { from: 1, to: 20 } }, method: optuna, budget: { runs: 6 }, control: false }';
    const byTemperature = ({ temperature }: ResolvedConfig): number =>
      'value' in temperature ? Math.round(50 * Number(temperature.value)) : 0;
    const shape = { sweep: over, errors: byTemperature, sampler };
    const whole = await place.run(shape);
    assert.equal(new Set(asked).size, 6);
    const killed = await place.run(shape, 6, 6);
    assert.equal(killed.kills, 6);
    assert.deepEqual(killed.runs, whole.runs);
    assert.deepEqual(killed.trials, whole.trials);
    assert.equal(new Set(asked).size, 6, 'a kill changes no question');
    assert.ok([...killed.starts.values()].every((times) => times === 1));
  });
});
