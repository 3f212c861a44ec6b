import { gridSize, listValues, maxPoints, seedsOf, SpaceFault, type Parameter } from '../../../sweeps';
import { formatCount, formatCountOf } from '../../../wording';
import { writePoint } from '../../point-values';
import { isRecord } from '../../text/record';
import { tune, withTuning } from '../../tuning';
import { isDescribed } from '../../schema/model';
import { writtenTeachers } from '../../schema/objective';
import { schemasAt } from '../../schema/lookup';
import { configSchema, type ResolvedConfig } from '../../schema/schema';
import { readTree } from '../../text/read-tree';
import { valueOf, type TreeNode } from '../../text/tree';
import { writeConfig } from '../../text/write-config';
import type { AddFinding } from '../finding';
import { problemsOf } from '../issues';
import { nearSetting } from '../near-setting';
import { spaceOf } from '../sweep-space';
import { lintTuning } from './lint-tuning';

/** Pairs that a verdict needs. */
const pairsOfVerdict = 6;
/** Values of a setting that are tried while a person types. */
const maxTried = 24;
/** Characters of configs that are read for these tries: of a long config only some values, and the others when their runs are made. */
const maxRead = 2_000_000;
/** Settings of a config that are no settings of a run. */
const notOfRun = ['sweep', 'name', 'control', 'verdict', '$schema'];

/** The lints of `sweep:`: settings that are none, values that are not allowed, sizes, seeds and teachers. */
export function lintSweep(config: ResolvedConfig, root: TreeNode | undefined, add: AddFinding): void {
  const { sweep } = config;
  lintTuning(config, root, add);
  if (sweep === undefined) return;
  let parameters: readonly Parameter[];
  try {
    parameters = spaceOf(sweep);
  } catch (error) {
    if (!(error instanceof SpaceFault)) throw error;
    add('sweep-setting', 'error', ['sweep', 'over', ...error.path], error.message);
    return;
  }
  const length = root === undefined ? 0 : root.end - root.start;
  const tries = { left: Math.floor(maxRead / Math.max(length, 1)) };
  for (const parameter of parameters) lintParameter(parameter, { config, root, parameters, tries, add });
  lintSize(config, parameters, add);
  lintSeeds(config, add);
}

interface Sweep {
  readonly config: ResolvedConfig;
  readonly root: TreeNode | undefined;
  readonly parameters: readonly Parameter[];
  /** Count of values that may still be tried. */
  readonly tries: { left: number };
  readonly add: AddFinding;
}

function lintParameter({ path, written, domain }: Parameter, { config, root, parameters, tries, add }: Sweep): void {
  const [top = ''] = path;
  const place = ['sweep', 'over', ...written];
  if (top === 'seed') {
    add('sweep-seeds', 'error', place, 'A seed is no setting to choose the best of. Write sweep.seeds in place of it.');
    return;
  }
  if (notOfRun.includes(top) || path.join('.') === `temperature.${tune}`) {
    add('sweep-setting', 'error', place, `'${path.join('.')}' is no setting of a run. Remove it.`);
    return;
  }
  if (config.sweep?.method === 'grid' && listValues(domain) === undefined) {
    const message = 'A range of all numbers has no grid. Write steps, or take method: halton, random or tpe.';
    add('sweep-setting', 'error', place, message);
  }
  const others = parameters
    .filter((other) => other.path !== path)
    .map((other) => [other.path, firstOf(other)] as const);
  for (const value of valuesToTry(domain)) {
    tries.left -= 1;
    if (tries.left < 0) return;
    const fault = faultOf(root, [...others, [path, value]], path);
    if (fault === undefined) continue;
    add('sweep-setting', 'error', place, describeFault(path, value, fault));
    return;
  }
  if (domain.kind === 'choice' && domain.values.length === 1) {
    const message = `${path.join('.')} has one value, so nothing varies by it. Add values, or write it into the config itself.`;
    add('sweep-setting', 'information', place, message);
  }
}

/** The fault of a value; of a path that names no setting the one that may be meant. */
function describeFault(path: readonly string[], value: unknown, fault: string): string {
  const name = path.join('.');
  const isKnown = schemasAt(path).length > 0 || fault.includes('Did you mean');
  const near = isKnown ? undefined : nearSetting(path);
  if (near !== undefined) return `'${name}' is no setting. Did you mean '${near}'?`;
  return `With ${name}: ${JSON.stringify(value)} a run has an error. ${fault}`;
}

const firstOf = ({ domain }: Parameter): unknown => valuesToTry(domain)[0];

function valuesToTry(domain: Parameter['domain']): readonly unknown[] {
  return domain.kind === 'choice' ? domain.values.slice(0, maxTried) : [domain.from, domain.to];
}

/** The first fault of the config of a point that belongs to a setting; undefined where it has none. */
function faultOf(
  root: TreeNode | undefined,
  settings: readonly (readonly [path: readonly string[], value: unknown])[],
  path: readonly string[],
): string | undefined {
  const config = withTuning(root && valueOf(root));
  const point = { settings, seed: 1, hasOwnTeachers: false };
  const rest: Record<string, unknown> = isRecord(config) ? { ...config } : {};
  delete rest['sweep'];
  let written: Record<string, unknown>;
  try {
    written = writePoint(rest, point);
  } catch (error) {
    if (!(error instanceof SpaceFault)) throw error;
    return error.message;
  }
  const result = configSchema.safeParse(written);
  if (result.success) return undefined;
  const tree = readTree(writeConfig(Object.entries(written), 'yaml', ''), 'yaml').root;
  const [problem] = result.error.issues.flatMap((issue) => problemsOf(issue, tree, 'yaml'));
  return problem?.message ?? `'${path.join('.')}' cannot have it.`;
}

function lintSize({ sweep, seed }: ResolvedConfig, parameters: readonly Parameter[], add: AddFinding): void {
  if (sweep === undefined) return;
  const seeds = seedsOf(sweep, seed).length;
  const points = gridSize(parameters);
  const { runs } = sweep.budget;
  if (runs !== undefined && runs < seeds) {
    const message = `${formatCountOf(runs, 'run')} are no point with ${formatCount(seeds)} seeds. Raise budget.runs or lower seeds.`;
    add('sweep-size', 'error', ['sweep', 'budget', 'runs'], message);
  } else if (sweep.method === 'grid' && points !== undefined) {
    const all = points * seeds;
    const limit = runs ?? maxPoints;
    if (all > limit) {
      const message = `The grid has ${formatCountOf(all, 'run')}, and ${runs === undefined ? 'a sweep' : 'its budget'} ${formatCount(limit)} at most. Take fewer values, or method: halton, random or tpe with a budget.`;
      add('sweep-size', 'error', runs === undefined ? ['sweep', 'over'] : ['sweep', 'budget', 'runs'], message);
    }
  }
}

function lintSeeds(config: ResolvedConfig, add: AddFinding): void {
  const { sweep } = config;
  if (sweep === undefined) return;
  const { seeds, teachers, then } = sweep;
  if (typeof seeds !== 'number') {
    const twice = seeds.find((seed, at) => seeds.indexOf(seed) !== at);
    const message = `Seed ${twice} is in the list twice: the same run is no further evidence. Remove one.`;
    if (twice !== undefined) add('sweep-seeds', 'error', ['sweep', 'seeds'], message);
  }
  const isTrained = writtenTeachers(config).some(({ source }) => isDescribed(source.model));
  if (teachers === 'each' && !isTrained) {
    const message = 'No teacher is trained here, so there cannot be one for each seed. Take teachers: shared.';
    add('sweep-seeds', 'error', ['sweep', 'teachers'], message, 'shared');
  }
  if (then !== undefined && then.seeds < pairsOfVerdict) {
    const message = `A verdict needs ${pairsOfVerdict} pairs, and there are ${then.seeds} seeds for it. Raise then.seeds.`;
    add('sweep-seeds', 'information', ['sweep', 'then', 'seeds'], message, pairsOfVerdict);
  }
}
