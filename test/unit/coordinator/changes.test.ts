import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ResolvedConfig } from '../../../src/config';
import { addSweepChange, type SweepChange } from '../../../src/runs';
import { SweepPlace, type EndedSweep, type KilledSweep } from './killed-sweep';

const configHash = 'a'.repeat(64);
const pace = 'by epochs';

/** A change by which points, seeds or fresh seeds join. */
function addition(add: Partial<NonNullable<SweepChange['add']>>): Pick<SweepChange, 'add'> {
  const over = { 'temperature.value': [1, 2, 4] };
  return { add: { over, seeds: 1, budget: {}, configName: 'quick.distill.yaml', configHash, ...add } };
}

const temperatureOf = ({ temperature }: ResolvedConfig): number =>
  'value' in temperature ? Number(temperature.value) : 0;
/** Fewer errors at a higher temperature. */
const errors: KilledSweep['errors'] = (config) => 1000 - Math.round(10 * temperatureOf(config));

/** Changes a sweep once, at a look at its runs. */
function once(look: number, change: Omit<SweepChange, 'at'>): NonNullable<KilledSweep['between']> {
  let isDone = false;
  return (runs, now) => {
    if (isDone || now < look) return;
    isDone = true;
    addSweepChange(path.join(runs, 'sweep'), change);
  };
}

const afterwards =
  (change: Omit<SweepChange, 'at'>): NonNullable<KilledSweep['afterwards']> =>
  (runs) =>
    addSweepChange(path.join(runs, 'sweep'), change);

interface Listed {
  readonly status: string;
  readonly config: ResolvedConfig;
  readonly point?: { readonly index: number };
}
const runsOf = ({ runs }: EndedSweep): [string, Listed][] =>
  Object.entries(runs).map(([id, run]) => [id, run as Listed]);
const temperaturesOf = (ended: EndedSweep): Record<string, number> =>
  Object.fromEntries(
    runsOf(ended).flatMap(([id, { config }]) => (/^\d/.test(id) ? [[id, temperatureOf(config)] as const] : [])),
  );
const notices = ({ events }: EndedSweep): string[] =>
  events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
const countsOf = ({ summary }: EndedSweep): readonly unknown[] => {
  const { done, failed, total } = summary as Readonly<Record<string, unknown>>;
  return [done, failed, total];
};
const onceEach = ({ starts }: EndedSweep): boolean => [...starts.values()].every((times) => times === 1);

describe('points that join a sweep', function () {
  this.timeout(60_000);
  let place: SweepPlace;
  before(() => (place = new SweepPlace()));
  after(() => place.close());
  const grid = '{ over: { temperature.value: [1, 2, 4] } }';
  const more = addition({ over: { 'temperature.value': [1, 3, 4, 8] } });

  it('come behind those of its grid, which stay as they are, whenever they join and whatever is killed', async () => {
    const plain = await place.run({ sweep: grid, errors });
    const shape = { sweep: grid, errors, epochs: 3, pace } as const;
    const whole = await place.run({ ...shape, between: once(2, more) });
    assert.deepEqual(temperaturesOf(whole), {
      ...{ '0000-s1': 1, '0001-s1': 2, '0002-s1': 4, '0003-s1': 3, '0004-s1': 8 },
    });
    assert.deepEqual(countsOf(whole), [5, 0, 5]);
    assert.match((whole.summary as { best: string }).best, /^temperature 8: /);
    const seen = notices(whole).filter((message) => message.startsWith('joined'));
    assert.deepEqual(seen, ['joined: 2 points, by quick.distill.yaml (SHA-256 aaaaaaaa)']);
    assert.deepEqual(temperaturesOf({ ...whole, runs: plain.runs }), { '0000-s1': 1, '0001-s1': 2, '0002-s1': 4 });
    for (const look of [1, 2]) {
      const killed = await place.run({ ...shape, between: once(look, more) }, 5, 12);
      assert.equal(killed.kills, 5);
      assert.deepEqual(killed.runs, whole.runs, `joined at look ${look}`);
      assert.deepEqual(killed.summary, whole.summary);
      assert.deepEqual(killed.trials.length, 5);
      assert.ok(onceEach(killed), 'nothing is run twice');
      assert.deepEqual(
        notices(killed).filter((message) => message.startsWith('joined')),
        seen,
        'it is said once',
      );
    }
  });

  it('let a sweep that has finished go on, whose runs stay', async () => {
    const ended = await place.run({ sweep: grid, errors, afterwards: afterwards(more) });
    assert.deepEqual(countsOf(ended), [5, 0, 5]);
    assert.ok(onceEach(ended));
  });

  for (const method of ['random', 'halton', 'tpe']) {
    it(`by ${method} are those of a sweep that began with the larger budget`, async () => {
      const over = '{ from: 1, to: 20, log: true }';
      const sweepOf = (runs: number): string =>
        `{ over: { temperature.value: ${over} }, method: ${method}, budget: { runs: ${runs} }, control: false }`;
      const range = { 'temperature.value': { from: 1, to: 20, log: true } };
      const change = addition({ over: range, budget: { runs: 16 } });
      const began = await place.run({ sweep: sweepOf(16), errors });
      const joined = await place.run({ sweep: sweepOf(12), errors, pace, between: once(1, change) }, 4, 20);
      assert.deepEqual(temperaturesOf(joined), temperaturesOf(began));
      assert.ok(onceEach(joined));
    });
  }

  it('at random may be of a wider range, in which points so far stay', async () => {
    const sweep =
      '{ over: { temperature.value: { from: 1, to: 4 } }, method: random, budget: { runs: 4 }, control: false }';
    const change = addition({ over: { 'temperature.value': { from: 10, to: 20 } }, budget: { runs: 7 } });
    const ended = await place.run({ sweep, errors, pace, between: once(1, change) }, 3, 8);
    const drawn = Object.values(temperaturesOf(ended));
    assert.deepEqual(
      drawn.map((value) => value > 4),
      [false, false, false, false, true, true, true],
    );
  });

  it('may be fresh seeds: those that judge stay, and the point that they judge', async () => {
    const sweep = '{ over: { temperature.value: [1, 2, 4] }, then: { seeds: 2 } }';
    const change = addition({ over: { 'temperature.value': [1, 2, 4, 8] }, then: { seeds: 4 } });
    const ended = await place.run({ sweep, errors, afterwards: afterwards(change) });
    const judging = runsOf(ended).filter(([id]) => id.startsWith('verdict'));
    assert.deepEqual(
      judging.map(([id, { point }]) => [id, point?.index]),
      ['verdict-s2', 'verdict-s3', 'verdict-s4', 'verdict-s5'].map((id) => [id, 2]),
    );
    assert.ok(onceEach(ended));
    assert.deepEqual(countsOf(ended), [8, 0, 8]);
  });

  it('may be seeds of all points, also those of the verdict that has begun', async () => {
    const sweep = '{ over: { temperature.value: [1, 2] }, then: { seeds: 2 } }';
    const change = addition({ over: { 'temperature.value': [1, 2] }, seeds: 3, then: { seeds: 2 } });
    const ended = await place.run({ sweep, errors, afterwards: afterwards(change) });
    const ids = runsOf(ended).flatMap(([id]) => (id.startsWith('control') ? [] : [id]));
    assert.deepEqual(ids, [
      ...['0000-s1', '0000-s2', '0000-s3', '0001-s1', '0001-s2', '0001-s3'],
      ...['verdict-s2', 'verdict-s3'],
    ]);
    assert.ok(onceEach(ended));
  });

  it('stop the sweep with a sentence where the file that names them cannot be read', async () => {
    const damage = (runs: string): void => {
      mkdirSync(path.join(runs, 'sweep', 'changes'));
      writeFileSync(path.join(runs, 'sweep', 'changes', '1.json'), '{"at":');
    };
    await assert.rejects(place.run({ sweep: grid, errors, pace, between: damage }), {
      message:
        "changes/1.json in the sweep's folder cannot be read, so its points are not known; put it back from a copy, or remove it with those after it, and resume the sweep",
    });
  });
});

describe('points of a sweep that are dropped', function () {
  this.timeout(60_000);
  let place: SweepPlace;
  before(() => (place = new SweepPlace()));
  after(() => place.close());
  const sweep = '{ over: { temperature.value: [1, 2, 4, 8] }, control: false, seeds: 2 }';
  const shape = { sweep, errors, epochs: 4, pace } as const;

  for (const [when, queue] of [
    ['at work', undefined],
    ['not begun yet', 'none'],
  ] as const) {
    it(`while they are ${when} have no result, whatever is killed, resumed or retried, and are not counted`, async () => {
      for (const kills of [0, 5]) {
        const changed = { ...shape, queue, between: once(1, { drop: [0, 3] }) };
        const ended = await place.run({ ...changed, afterwards: () => undefined, retriesFailed: true }, kills, 12);
        assert.equal(ended.kills, kills);
        const states = Object.fromEntries(runsOf(ended).map(([id, { status }]) => [id, status]));
        assert.deepEqual(
          ['0001-s1', '0001-s2', '0002-s1', '0002-s2'].map((id) => states[id]),
          ['finished', 'finished', 'finished', 'finished'],
        );
        // A kill may come before they are made.
        const dropped = ['0000-s1', '0000-s2', '0003-s1', '0003-s2'].map((id) => states[id] ?? 'not made');
        assert.ok(
          dropped.every((state) => state === 'stopped' || state === 'not made'),
          dropped.join(', '),
        );
        if (kills === 0) assert.equal(states['0003-s1'] ?? 'not made', queue === 'none' ? 'not made' : 'stopped');
        assert.deepEqual(countsOf(ended), [4, 0, 4]);
        assert.match((ended.summary as { best: string }).best, /^temperature 4: /);
        assert.ok(onceEach(ended));
        assert.deepEqual(
          notices(ended).filter((message) => message.includes('dropped')),
          ['points 0, 3 dropped: no further runs of them'],
        );
      }
    });
  }

  it('leave a search by TPE as it was: it goes on with the same points after kills', async () => {
    const search =
      '{ over: { temperature.value: { from: 1, to: 20, log: true } }, method: tpe, budget: { runs: 16 }, control: false }';
    const run = (kills: number): Promise<EndedSweep> =>
      place.run({ sweep: search, errors, pace, between: once(1, { drop: [13, 14] }) }, kills, 20);
    const whole = await run(0);
    assert.equal(Object.keys(whole.runs).length, 14);
    const killed = await run(5);
    assert.deepEqual(killed.runs, whole.runs);
    assert.ok(onceEach(killed));
  });
});
