import { isDeepStrictEqual } from 'node:util';
import { defaultPoints, gridPoint, gridSize, type Values } from './points';
import type { SweepOptions } from './schema';
import { listValues, type Domain, type Parameter } from './space';

/** Settings of a sweep that may change once it has begun: its points so far stay what they are. */
export type Addition = Pick<SweepOptions, 'over' | 'seeds' | 'budget'> & { readonly then?: SweepOptions['then'] };

/** The space in which points are looked for, and how many. */
export interface Stage {
  readonly options: SweepOptions;
  readonly parameters: readonly Parameter[];
  /** Seeds of each point. */
  readonly seeds: number;
}

/** A sweep as it began, and behind it as each addition made it. */
export type Stages = readonly [Stage, ...Stage[]];

/** The number of points of a sweep: those of its grids, or as many as its budget allows for all seeds. */
export function pointCount(stages: Stages): number {
  const [{ options }] = stages;
  const sizes = stages.map(({ parameters }) => gridSize(parameters));
  if (options.method === 'grid') return stages.length === 1 ? (sizes[0] ?? 0) : gridUnion(stages).length;
  const asked = Math.max(...stages.map(askedOf));
  // Where all points can be listed, no more are drawn than there are.
  if (stages.length === 1) return Math.min(asked, sizes[0] ?? Infinity);
  const areFew = sizes.every((size) => size !== undefined && size <= asked);
  return areFew ? Math.min(asked, gridUnion(stages).length) : asked;
}

/** Points that a stage asks for by its budget. */
function askedOf({ options: { budget }, seeds }: Stage): number {
  return budget.runs === undefined ? defaultPoints : Math.max(1, Math.floor(budget.runs / seeds));
}

/** Points of each of the grids that are in none before it, in their order. */
export function gridUnion(stages: Stages): readonly Values[] {
  const known = unions.get(stages);
  if (known !== undefined) return known;
  const points = new Map<string, Values>();
  for (const { parameters } of stages) {
    for (let index = 0, values = gridPoint(parameters, 0); values !== undefined;) {
      const key = JSON.stringify(values);
      if (!points.has(key)) points.set(key, values);
      index += 1;
      values = gridPoint(parameters, index);
    }
  }
  const union = [...points.values()];
  unions.set(stages, union);
  return union;
}

/** Each next point of a sweep is looked up among all of them. */
const unions = new WeakMap<Stages, readonly Values[]>();

/** The settings with all values that they have in any stage: those of the last one first where they have no order of numbers. */
export function unionOfParameters(stages: Stages): readonly Parameter[] {
  const [{ parameters }] = stages;
  return parameters.map((parameter, at) => {
    const domains = stages.flatMap((stage) => stage.parameters[at]?.domain ?? []);
    return { ...parameter, domain: unionOfDomains(domains, parameter.domain) };
  });
}

function unionOfDomains(domains: readonly Domain[], first: Domain): Domain {
  if (domains.every((domain) => isDeepStrictEqual(domain, first))) return first;
  const ranges = domains.flatMap((domain) => (domain.kind === 'range' ? [domain] : []));
  const lists = domains.map(listValues);
  const isListed = lists.every((list) => list !== undefined);
  if (first.kind === 'range' && ranges.length === domains.length && !isListed) {
    const [from, to] = [ranges.map((range) => range.from), ranges.map((range) => range.to)];
    return { ...first, steps: undefined, from: Math.min(...from), to: Math.max(...to) };
  }
  const all = [...lists].reverse().flatMap((list) => list ?? []);
  const values = [...new Map(all.map((value) => [JSON.stringify(value), value])).values()];
  return { kind: 'choice', values: inOrder(values, lists[0] ?? []) };
}

/** Numbers in the order that the first list has, rising or falling; other values as they are. */
function inOrder(values: readonly unknown[], first: readonly unknown[]): readonly unknown[] {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length < values.length) return values;
  const isFalling = Number(first[0]) > Number(first.at(-1));
  return numbers.sort((one, other) => (isFalling ? other - one : one - other));
}
