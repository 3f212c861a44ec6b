import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  countPoints,
  findAddition,
  joinSweep,
  type FoundAddition,
  type JoinedSweep,
  type ResolvedConfig,
} from '../../config';
import {
  addSweepChange,
  isActiveStatus,
  readSweepChanges,
  sha256Of,
  summarizeRun,
  whyBroken,
  type RunSummary,
  type SweepChange,
} from '../../runs';
import { formatCount } from '../../wording';
import type { CheckedConfig } from '../check-config';
import { Refusal } from './refusal';

/** Points and runs that can join a sweep. */
export interface Joinable extends Pick<FoundAddition, 'points' | 'runs'> {
  /** Lets them join, and gives the number of the change: the coordinator takes it, or the one that goes on with the sweep. */
  readonly add: () => number;
}

/** Finds the points, seeds and fresh seeds that a config has more than a sweep. Throws Refusal where they cannot join or there are none. */
export function findJoinable(sweep: RunSummary, { config, file, text }: CheckedConfig): Joinable {
  const { own, changes, joined } = readSweep(sweep);
  if (config === undefined)
    throw new Refusal(`${path.basename(file)} has errors, so nothing was added; mend them first`);
  const found = findAddition(own, changes, config);
  if (typeof found === 'string') throw new Refusal(`nothing joins ${sweep.id}: ${found}`);
  const { add, points, runs } = found;
  const hours = add.budget.hours ?? joined.options.budget.hours;
  if (hours !== undefined && Date.now() - sweep.createdAt > hours * 3_600_000) {
    throw new Refusal(
      `nothing joins ${sweep.id}: its time is over. Raise budget.hours, which count from its beginning.`,
    );
  }
  const { over, seeds, budget, then } = add;
  const change = {
    add: {
      ...{ over, seeds, budget: setOf(budget), ...(then !== undefined && { then }) },
      ...{ configName: path.basename(file), configHash: sha256Of(text) },
    },
  };
  return { points, runs, add: () => addSweepChange(sweep.folder, change) };
}

/** The limits of a budget that are set. */
const setOf = ({ runs, hours }: FoundAddition['add']['budget']): { runs?: number; hours?: number } => ({
  ...(runs !== undefined && { runs }),
  ...(hours !== undefined && { hours }),
});

/**
 * Drops points of a sweep for good: runs of theirs that are at work stop, none is started or resumed, and none can be the best.
 * Gives the number of the change. Throws Refusal for points that are not there or that fresh seeds judge.
 * @param runs of the workspace
 */
export function dropPoints(sweep: RunSummary, points: readonly number[], runs: readonly RunSummary[]): number {
  const { joined } = readSweep(sweep);
  const count = countPoints(joined);
  for (const point of points) {
    if (point >= count) {
      throw new Refusal(`${sweep.id} has no point ${point}: its points are 0 to ${formatCount(count - 1)}`);
    }
    if (joined.dropped.has(point)) throw new Refusal(`point ${point} of ${sweep.id} is dropped already`);
  }
  const judged = runs.find(
    ({ manifest }) =>
      manifest?.parent === sweep.id && manifest.point?.stage === 'verdict' && points.includes(manifest.point.index),
  );
  if (judged !== undefined) {
    throw new Refusal(
      `point ${judged.manifest?.point?.index ?? 0} of ${sweep.id} was chosen, and fresh seeds judge it: dropping it would choose by what they say. Stop the sweep to end them.`,
    );
  }
  if (new Set([...joined.dropped, ...points]).size >= count) {
    throw new Refusal(`${sweep.id} would have no point left; stop or delete it`);
  }
  return addSweepChange(sweep.folder, { drop: points });
}

/** Time for which a coordinator is waited for that does not take a change: one of an older version takes none. */
const patienceMs = 10_000;
const pollMs = 100;

/**
 * Waits until the coordinator of a sweep has taken a change: `taken`; `ended`: the sweep has ended, or ended meanwhile, and goes
 * on with the change once it is resumed; `pending`: it is at work, and has said nothing.
 */
export async function awaitChange(folder: string, number: number): Promise<'taken' | 'ended' | 'pending'> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const { status, progress } = await summarizeRun(folder);
    if ((progress.sweep?.changes ?? 0) >= number) return 'taken';
    if (!isActiveStatus(status)) return 'ended';
    if (performance.now() > deadline) return 'pending';
    await wait(pollMs);
  }
}

/** Whether a sweep has changes that no coordinator has taken. */
export function hasUntakenChanges({ folder, manifest, progress }: RunSummary): boolean {
  const taken = progress.sweep?.changes ?? 0;
  return manifest?.kind === 'sweep' && readSweepChanges(folder, taken).changes.length > 0;
}

interface ReadSweep {
  readonly own: ResolvedConfig;
  readonly changes: readonly SweepChange[];
  readonly joined: JoinedSweep;
}

function readSweep(sweep: RunSummary): ReadSweep {
  const { id, folder, manifest } = sweep;
  if (manifest === undefined) throw new Refusal(`${id} cannot be changed: ${whyBroken(sweep)}`);
  const { config } = manifest;
  if (manifest.kind !== 'sweep' || config.sweep === undefined) {
    throw new Refusal(`${id} is no sweep, so it has no points; name the sweep`);
  }
  const { changes } = readSweepChanges(folder);
  return { own: config, changes, joined: joinSweep(config.sweep, config.seed, changes) };
}
