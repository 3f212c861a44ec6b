import {
  pointCount,
  seedsOf,
  sweepSchema,
  unionOfParameters,
  type Addition,
  type Parameter,
  type Stage,
  type Stages,
  type SweepOptions,
} from '../sweeps';
import { spaceOf } from './check/sweep-space';

/** A change of a sweep that has begun, as its folder has it. */
export interface WrittenChange {
  readonly add?: { readonly [Key in keyof Addition]: unknown };
  readonly drop?: readonly number[];
}

/** A sweep with all that has joined it since it began. */
export interface JoinedSweep {
  /** Its options of now; those of its points are those of the stages. */
  readonly options: SweepOptions;
  readonly stages: Stages;
  /** The settings that vary, with all values that they have in any stage. */
  readonly parameters: readonly Parameter[];
  /** Indices of the points that have no further runs. */
  readonly dropped: ReadonlySet<number>;
}

/**
 * The sweep of a config with its changes in their order.
 * @param seed of the config
 * @throws SpaceFault for settings that cannot be read, and an Error that names a change which does not fit the sweep
 */
export function joinSweep(options: SweepOptions, seed: number, changes: readonly WrittenChange[] = []): JoinedSweep {
  const first = stageOf(options, seed);
  const stages: [Stage, ...Stage[]] = [first];
  const dropped = new Set<number>();
  changes.forEach(({ add, drop = [] }, at) => {
    for (const index of drop) dropped.add(index);
    if (add !== undefined) stages.push(joined(stages.at(-1) ?? first, { add, seed, number: at + 1 }));
  });
  const { options: now } = stages.at(-1) ?? first;
  return { options: now, stages, parameters: unionOfParameters(stages), dropped };
}

/** The number of points of a sweep with all that has joined it, dropped ones among them. */
export const countPoints = ({ stages }: JoinedSweep): number => pointCount(stages);

function stageOf(options: SweepOptions, seed: number): Stage {
  return { options, parameters: spaceOf(options), seeds: seedsOf(options, seed).length };
}

interface Joining {
  readonly add: NonNullable<WrittenChange['add']>;
  readonly seed: number;
  /** Number of the change. */
  readonly number: number;
}

function joined(before: Stage, { add, seed, number }: Joining): Stage {
  const { over, seeds, budget, then } = add;
  const read = sweepSchema.safeParse({ ...before.options, over, seeds, budget, then: then ?? before.options.then });
  if (!read.success)
    throw new Error(`changes/${number}.json is no change of this sweep: ${read.error.issues[0]?.message ?? ''}`);
  const stage = stageOf(read.data, seed);
  const parameters = inOrderOf(before.parameters, stage.parameters);
  if (parameters === undefined) throw new Error(`changes/${number}.json varies other settings than this sweep`);
  return { ...stage, parameters };
}

/** Parameters in the order of others of the same paths, so that values of both can be compared; undefined where these are others. */
export function inOrderOf(
  order: readonly Parameter[],
  parameters: readonly Parameter[],
): readonly Parameter[] | undefined {
  const byPath = new Map(parameters.map((parameter) => [parameter.path.join('.'), parameter]));
  const found = order.flatMap(({ path }) => byPath.get(path.join('.')) ?? []);
  return found.length === order.length && byPath.size === order.length ? found : undefined;
}
