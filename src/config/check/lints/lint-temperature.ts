import type { DataFacts } from '../../../data-sources';
import {
  boundsOf,
  combinationOf,
  isScaled,
  lossOf,
  strategyOf,
  type TemperatureParameters,
} from '../../../distillation';
import { formatNumber } from '../../../wording';
import { teachersOf } from '../../schema/objective';
import { expectedClassCounts } from '../../schema/preview';
import type { ResolvedConfig } from '../../schema/schema';
import type { AddFinding, IsWritten } from '../finding';
import { parametersOf } from '../model-facts';

/** Its square is the largest number of float32. */
const maxSquarable = Math.sqrt(3.4028234663852886e38);

/** The lowest and the highest temperature that a run may reach, within its bounds. */
interface Reached {
  readonly lowest: number;
  readonly highest: number;
}

/** A temperature of the config with the place where it is written. */
interface Placed {
  readonly path: readonly string[];
  readonly parameters: TemperatureParameters;
  readonly reached: Reached;
}

/** The lints of the temperature: without effect, out of reach, or of a kind that is known to hurt. */
export function lintTemperature(
  config: ResolvedConfig,
  add: AddFinding,
  isWritten: IsWritten,
  facts: DataFacts | undefined,
): void {
  const { loss, temperature } = config;
  const teachers = teachersOf(config);
  const reason = unusedBecause(config);
  if (reason !== undefined && isWritten(['temperature'])) {
    add('temperature-unused', 'warning', ['temperature'], `The temperature has no effect: ${reason}`);
  }
  if (teachers.length === 0 || loss.soft === 0) return;
  if (temperature.strategy === 'annealing-kd' && loss.kind !== 'mse') {
    const message = `annealing-kd is a regression on the teacher’s logits; with ${loss.kind} it is not what was published. Set the loss's kind to mse.`;
    add('annealing-loss', 'warning', ['loss', 'kind'], message);
  }
  const [shared, ...own] = temperaturesOf(config, facts);
  for (const placed of [shared, ...own]) lintOne(placed, config, add, facts);
  lintScale(config, shared.reached, add);
}

function unusedBecause(config: ResolvedConfig): string | undefined {
  const { loss, temperature, teachers, combine } = config;
  if (teachersOf(config).length === 0) return 'there is no teacher. Remove it, or add a teacher.';
  if (loss.soft === 0) return 'soft is 0. Remove it, or raise soft.';
  if (lossOf(loss).softens === 'neither' && temperature.strategy !== 'annealing-kd') {
    return `${loss.kind} compares logits as they are. Remove it, or take another loss.`;
  }
  const isShared = combinationOf(combine).makes !== 'losses';
  if (teachers?.every((teacher) => teacher.temperature !== undefined) === true && !isShared) {
    return 'every teacher has its own. Remove it.';
  }
  return undefined;
}

/** The temperatures that a config writes: that of the config first, then those of teachers with their own. */
function temperaturesOf(config: ResolvedConfig, facts: DataFacts | undefined): [Placed, ...Placed[]] {
  const placed = (path: readonly string[], parameters: TemperatureParameters): Placed => {
    return { path, parameters, reached: reachOf(parameters, config, facts) };
  };
  const own = (config.teachers ?? []).flatMap(({ temperature }, index) =>
    temperature === undefined ? [] : [placed(['teachers', String(index), 'temperature'], temperature)],
  );
  return [placed(['temperature'], config.temperature), ...own];
}

function lintOne(placed: Placed, config: ResolvedConfig, add: AddFinding, facts: DataFacts | undefined): void {
  const { path, parameters } = placed;
  const { lowest, highest } = placed.reached;
  const bounds = boundsOf(parameters);
  if (bounds !== undefined && bounds.min > bounds.max) {
    const message = `No temperature lies between min ${plain(bounds.min)} and max ${plain(bounds.max)}. Exchange them, so that min is at most max.`;
    add('reversed-bounds', 'error', [...path, 'bounds'], message, { min: bounds.max, max: bounds.min });
    return;
  }
  lintSchedule(placed, config.train.epochs, add);
  lintKind(placed, config, add);
  if (lowest <= 0) {
    const message = `The temperature can reach ${plain(lowest)}; at 0 and below the run stops. Give it bounds, such as bounds: { min: 1, max: 20 }.`;
    add('temperature-not-positive', 'warning', path, message);
  } else if (highest > maxSquarable && Number.isFinite(highest)) {
    const message = `The temperature reaches ${plain(highest)}, whose square is infinite in the float32 of a run. Keep it from 0.1 to 1000.`;
    add('beyond-float32', 'error', path, message);
  } else if (lowest < 0.1 || highest > 1000) {
    const reached = lowest < 0.1 ? lowest : highest;
    const message = `The temperature reaches ${plain(reached)}. Below 0.1 the outputs are as good as hard, above 1000 as good as even: stay between.`;
    // Where a temperature follows the size of the logits, a small one need not be hard.
    if (strategyOf(parameters).isAbsolute) add('extreme-temperature', 'warning', path, message);
  }
  const theirs = teachersOf(config).map(({ source }) => parametersOf(source.model, facts));
  const own = parametersOf(config.student.model, facts);
  const isSmall = theirs.some((count) => own !== undefined && count !== undefined && own <= 0.1 * count);
  if (isSmall && highest > 8 && strategyOf(parameters).isAbsolute) {
    const message = `T reaches ${plain(highest)}; a student this small (≤ 10 % of the teacher) learns better at T of 2.5 to 4. Lower it.`;
    add('hot-small-student', 'warning', path, message);
  }
}

/** Class counts of two unlike data sets: a range that is the same for both does not depend on the data. */
const unlike = [
  [1, 1],
  [1000, 10, 10, 1],
];

/** The range of a temperature. One that depends on data that is not known is taken for 1, of which nothing is reported. */
function reachOf(parameters: TemperatureParameters, config: ResolvedConfig, facts: DataFacts | undefined): Reached {
  if (facts !== undefined) return reachFor(parameters, config, expectedClassCounts(config, facts));
  const [one, ...others] = unlike.map((classCounts) => reachFor(parameters, config, classCounts));
  const isSame = others.every(({ lowest, highest }) => lowest === one?.lowest && highest === one.highest);
  return one !== undefined && isSame ? one : { lowest: 1, highest: 1 };
}

function reachFor(parameters: TemperatureParameters, config: ResolvedConfig, classCounts: readonly number[]): Reached {
  const run = { epochs: config.train.epochs, classes: classCounts.length, classCounts };
  const { lowest, highest } = strategyOf(parameters).reach(parameters, run);
  const { min, max } = boundsOf(parameters) ?? { min: -Infinity, max: Infinity };
  return { lowest: Math.min(Math.max(lowest, min), max), highest: Math.max(Math.min(highest, max), min) };
}

function plain(value: number): string {
  return Number.isFinite(value) ? formatNumber(value, 3) : value > 0 ? 'any height' : 'any depth below 0';
}

function lintSchedule({ path, parameters }: Placed, epochs: number, add: AddFinding): void {
  const { strategy } = parameters;
  const isFlat =
    (strategy === 'step' && parameters.gamma === 1) || ('to' in parameters && parameters.from === parameters.to);
  if (isFlat) {
    const key = strategy === 'step' ? 'gamma' : 'to';
    const message = `The temperature stays at ${parameters.from} for the whole run. Change ${key}, or use constant.`;
    add('flat-schedule', 'warning', [...path, key], message);
  }
  if (strategy !== 'step') return;
  parameters.milestones.forEach((milestone, index) => {
    if (milestone < epochs) return;
    const message = `Milestone ${milestone} is never passed: the run ends at epoch ${epochs}. Lower it or raise train.epochs.`;
    add('late-milestone', 'warning', [...path, 'milestones', String(index)], message);
  });
}

/** Lints of single strategies. */
function lintKind({ path, parameters }: Placed, { loss }: ResolvedConfig, add: AddFinding): void {
  if (parameters.strategy === 'confidence' && parameters.smooth === undefined && isScaled(loss)) {
    const { low, high } = parameters;
    if (low === high) return;
    const jump = plain((Math.max(low, high) / Math.min(low, high)) ** 2);
    const message = `At the threshold a sample's weight T² jumps by a factor of ${jump}. Add smooth: 20 for a passage.`;
    add('confidence-jump', 'warning', path, message);
  }
  if (parameters.strategy === 'class-frequency' && parameters.direction === 'head-higher') {
    const message =
      'head-higher gives frequent classes the softer targets; the method is described the other way round. Use tail-higher unless this is meant.';
    add('class-frequency-direction', 'warning', [...path, 'direction'], message);
  }
}

function lintScale({ loss }: ResolvedConfig, { lowest, highest }: Reached, add: AddFinding): void {
  const place = ['loss', 'scaleByT2'];
  const { softens } = lossOf(loss);
  if (loss.kind === 'standardized-kl' || loss.kind === 'ttm' || loss.kind === 'wttm') {
    if (!loss.scaleByT2) return;
    const why =
      loss.kind === 'standardized-kl'
        ? 'standardised logits have one size, so T² only multiplies the soft weight'
        : 'the student answers at T = 1, so its gradient does not shrink';
    add('t2-unneeded', 'warning', place, `With ${loss.kind} ${why}. Set scaleByT2 to false.`);
    return;
  }
  const isNeutral = lowest === 1 && highest === 1;
  if (softens === 'both' && !isScaled(loss) && !isNeutral) {
    add('no-t2', 'warning', place, 'Without T² the soft gradient shrinks by 1/T². Set scaleByT2 to true.');
  }
}
