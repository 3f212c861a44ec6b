import type { Arithmetic } from '../arithmetic/arithmetic';
import { apply, named, parameter } from '../arithmetic/named';
import { divergence, entropy, logLikelihood } from '../arithmetic/probability';
import { combinationOf } from '../combine/catalogue';
import { sumOf, weightedSum, type TeacherInputs } from '../combine/combination';
import { isScaled } from '../loss/catalogue';
import type { LossInputs } from '../loss/loss';
import { boundsOf } from '../temperature/at-time';
import { strategyOf, type TemperatureParameters } from '../temperature/catalogue';
import type { DecidedBySample, SampleInputs, Temperatures } from '../temperature/strategy';
import type { Bounds } from '../temperature/value-schema';
import { compareLogits } from './compare-logits';
import { holdBetween, isOutside, observed } from './observed';
import { rolesOf, scalarOf, sharesOf, teacherRole, type ObjectiveSettings, type RoleId } from './plan';

/** The inputs of an objective. */
export interface ObjectiveInputs<Value> {
  /** Logits, [rows, classes]. */
  readonly student: Value;
  /** Logits of each teacher, [rows, classes], in the order of the settings. */
  readonly teachers: readonly Value[];
  /** One-hot, [rows, classes]. */
  readonly labels: Value;
  /** 1/count for real rows, 0 for padding, [rows, 1]. */
  readonly weights: Value;
  /** 1/count for rows whose label may be learnt from, 0 for the others and for padding, [rows, 1]. */
  readonly labelWeights: Value;
  readonly classes: number;
  /** Training examples of each class. */
  readonly classCounts: readonly number[];
  /** The scalars of `scalarsAt`, each [1, 1]. */
  readonly scalars: Readonly<Record<string, Value>>;
  /** The trained numbers, by role, each [1, 1]. */
  readonly learned: ReadonlyMap<RoleId, Value>;
}

/** The loss of a step, with its measures. */
export interface ObjectiveTerms<Value> {
  /** hardWeight·hard + softWeight·soft, [1, 1]. */
  readonly loss: Value;
  readonly hard: Value;
  /** T² included where the config says so; absent without a teacher. */
  readonly soft?: Value;
  /** Measures that nothing is learnt from; their names are those of `observed`. */
  readonly observed: Readonly<Record<string, Value>>;
}

/** The temperatures of one role, within their bounds. */
interface Held<Value> {
  readonly teacher: Value;
  readonly student: Value;
  readonly scale: Value;
  readonly plain?: { readonly temperature: number; readonly weight: number; readonly sampleWeight: number };
}

/** The objective's value and measures, in the arithmetic of `of`. */
export function evaluateObjective<Value>(
  of: Arithmetic<Value>,
  settings: ObjectiveSettings,
  inputs: ObjectiveInputs<Value>,
): ObjectiveTerms<Value> {
  const hard = named(of, crossEntropy(of, inputs), 'hard');
  const weightedHard = of.multiply(hard, scalar(inputs, 'hardWeight'));
  if (settings.teachers.length === 0) return { loss: weightedHard, hard, observed: {} };
  const soft = new SoftTerm(of, settings, inputs);
  const value = named(of, of.sumOfColumn(of.multiply(inputs.weights, soft.perSample())), 'soft');
  const loss = of.add(weightedHard, of.multiply(value, scalar(inputs, 'softWeight')));
  return { loss, hard, soft: value, observed: soft.measures };
}

function crossEntropy<Value>(of: Arithmetic<Value>, { student, labels, labelWeights }: ObjectiveInputs<Value>): Value {
  const likelihood = logLikelihood(of, labels, student);
  return of.subtract(of.constant(0), of.sumOfColumn(of.multiply(labelWeights, likelihood)));
}

function scalar<Value>({ scalars }: ObjectiveInputs<Value>, name: string): Value {
  const value = scalars[name];
  if (value === undefined) throw new Error(`the objective's input '${name}' is missing`);
  return value;
}

/** One temperature for both. */
function alike<Value>(temperature: Value): Temperatures<Value> {
  return { teacher: temperature, student: temperature };
}

/** The comparison with the teachers, sample by sample, and what is measured on the way. */
class SoftTerm<Value> {
  readonly measures: Record<string, Value> = {};
  private readonly student: Value;
  private readonly teachers: readonly Value[];
  private readonly shares: readonly number[];

  constructor(
    private readonly of: Arithmetic<Value>,
    private readonly settings: ObjectiveSettings,
    private readonly inputs: ObjectiveInputs<Value>,
  ) {
    const limit = settings.loss.clampLogits;
    this.shares = sharesOf(settings.teachers);
    this.student = limit === undefined ? inputs.student : this.cut(inputs.student, limit, 'student');
    this.teachers =
      limit === undefined ? inputs.teachers : inputs.teachers.map((logits) => this.cut(logits, limit, 'teacher'));
    if (limit !== undefined) {
      const beyond = [inputs.student, ...inputs.teachers].map((logits) => this.countBeyond(logits, limit));
      this.measures[observed.clipped] = sumOf(of, beyond);
    }
  }

  /** The soft loss of each sample, [rows, 1]. */
  perSample(): Value {
    const { of, settings } = this;
    const roles = rolesOf(settings);
    const held = new Map(roles.map(({ id, parameters }, index) => [id, this.hold(id, parameters, index)]));
    const combination = combinationOf(settings.combine);
    const mixed = this.teachers.map((logits, index): TeacherInputs<Value> => {
      const role = teacherRole(index);
      // Mean logits have no temperature of a teacher, only the student's own.
      const temperature = (held.get(role) ?? held.get('student'))?.teacher ?? of.constant(1);
      return { logits: this.factored(logits, role), temperature, share: this.shares[index] ?? 0 };
    });
    this.measure(mixed);
    const [own] = mixed;
    if (mixed.length === 1 && own !== undefined) return this.compare(own.logits, this.heldOf(held, teacherRole(0)));
    if (combination.targets) {
      const shared = this.heldOf(held, 'student');
      const targets = combination.targets(of, mixed, shared.student);
      // Mean probabilities come as logits at the student's temperature; mean logits have the teacher's own.
      const teacher = combination.makes === 'logits' ? shared.teacher : shared.student;
      return this.compare(targets, { ...shared, teacher });
    }
    const weights = combination.weights?.(of, mixed, this.inputs.labels) ?? [];
    const terms = mixed.map(({ logits }, index) => {
      const term = this.compare(logits, this.heldOf(held, teacherRole(index)));
      return named(of, of.multiply(weights[index] ?? of.constant(0), term), 'weighted soft per row');
    });
    return named(of, sumOf(of, terms), 'mean soft per row');
  }

  /** Whether there is a loss for each of several teachers. */
  private get hasLosses(): boolean {
    const { teachers, combine } = this.settings;
    return teachers.length > 1 && combinationOf(combine).makes === 'losses';
  }

  private heldOf(held: ReadonlyMap<RoleId, Held<Value>>, role: RoleId): Held<Value> {
    const found = held.get(role);
    if (found === undefined) throw new Error(`the objective has no temperature '${role}'`);
    return found;
  }

  /** The loss against one set of logits, T² included. */
  private compare(teacher: Value, { plain, ...temperatures }: Held<Value>): Value {
    const { of } = this;
    const isRepeated = plain !== undefined || this.hasLosses;
    const own = this.scaled(teacher, temperatures, isRepeated);
    if (plain === undefined) return named(of, own, 'soft per row');
    named(of, own, 'dynamic term');
    const fixed = parameter(of, 'plain temperature', plain.temperature);
    const usual = this.scaled(
      teacher,
      { teacher: fixed, student: fixed, scale: of.multiply(fixed, fixed) },
      isRepeated,
    );
    named(of, usual, 'plain term');
    const sum = of.add(
      of.multiply(own, parameter(of, 'dynamic weight', plain.sampleWeight)),
      of.multiply(usual, parameter(of, 'plain weight', plain.weight)),
    );
    return named(of, sum, 'soft per row');
  }

  private scaled(teacher: Value, temperatures: Held<Value>, isRepeated: boolean): Value {
    const { loss } = this.settings;
    const inputs: LossInputs<Value> = {
      ...this.inputs,
      teacher,
      student: this.student,
      teacherTemperature: temperatures.teacher,
      studentTemperature: temperatures.student,
    };
    const { perSample, floored } = compareLogits(this.of, loss, inputs, isRepeated);
    if (floored !== undefined) this.count(observed.lossFloored, floored);
    return isScaled(loss) ? this.of.multiply(perSample, temperatures.scale) : perSample;
  }

  private factored(logits: Value, role: RoleId): Value {
    const factor = this.inputs.scalars[scalarOf.teacherFactor(role)];
    if (factor === undefined) return logits;
    return named(this.of, this.of.multiply(logits, factor), 'scaled teacher logits');
  }

  /** The temperatures of a role, held by its bounds and measured where a step has to say them. */
  private hold(role: RoleId, parameters: TemperatureParameters, index: number): Held<Value> {
    const { of, inputs } = this;
    const { decide } = strategyOf(parameters);
    if (decide.by === 'time') {
      const temperature = scalar(inputs, scalarOf.temperature(role));
      return { teacher: temperature, student: temperature, scale: of.multiply(temperature, temperature) };
    }
    const raw =
      decide.by === 'sample'
        ? this.ofSamples(decide, parameters, role, this.sampleInputs(index))
        : alike(decide.temperatureOf(of, parameters, this.learned(role)));
    const teacher = this.within(raw.teacher, boundsOf(parameters), role);
    const student = raw.student === raw.teacher ? teacher : this.within(raw.student, boundsOf(parameters), role);
    named(of, teacher, student === teacher ? 'temperature' : 'teacher temperature');
    named(of, student, 'student temperature');
    this.measures[observed.temperature(role)] = teacher;
    if (student !== teacher) this.measures[observed.studentTemperature(role)] = student;
    const isOfSample = decide.by === 'sample';
    const scale = of.multiply(teacher, isOfSample && decide.weighedBy === 'teacher' ? teacher : student);
    const plain = isOfSample ? decide.plain?.(parameters) : undefined;
    return { teacher, student, scale, ...(plain === undefined ? {} : { plain }) };
  }

  private ofSamples(
    decide: DecidedBySample<TemperatureParameters>,
    parameters: TemperatureParameters,
    role: RoleId,
    inputs: SampleInputs<Value>,
  ): Temperatures<Value> {
    if (decide.floor !== undefined) this.count(observed.floored(role), decide.floor.actsOn(this.of, inputs));
    return decide.temperaturesOf(this.of, parameters, inputs);
  }

  private learned(role: RoleId): Value {
    const value = this.inputs.learned.get(role);
    if (value === undefined) throw new Error(`the objective's learned number '${role}' is missing`);
    return value;
  }

  private sampleInputs(index: number): SampleInputs<Value> {
    const { inputs } = this;
    const time = (name: string): Value => scalar(inputs, name);
    return {
      teacher: this.teachers[index] ?? weightedSum(this.of, this.teachers, this.shares),
      student: this.student,
      labels: inputs.labels,
      weights: inputs.weights,
      classes: inputs.classes,
      classCounts: inputs.classCounts,
      time: { step: time('step'), steps: time('steps'), epoch: time('epoch'), epochs: time('epochs') },
    };
  }

  /** A temperature within bounds; what is no number becomes the lowest, and how many were held is measured. */
  private within(value: Value, bounds: Bounds | undefined, role: RoleId): Value {
    const { of } = this;
    if (bounds === undefined) return value;
    const lowest = parameter(of, 'temperature min', bounds.min);
    const highest = parameter(of, 'temperature max', bounds.max);
    const raw = named(of, value, 'raw temperature');
    const isAbove = of.greater(raw, highest);
    const isHeld = apply<Value>(of, isOutside, [raw, lowest, highest], () => {
      const isNumber = of.greater(raw, of.constant(-3e38));
      const beyond = of.add(isAbove, of.add(of.greater(lowest, raw), of.subtract(of.constant(1), isNumber)));
      return of.minimum(of.constant(1), beyond);
    });
    this.count(observed.guarded(role), named(of, isHeld, 'is held'));
    return apply<Value>(of, holdBetween, [raw, lowest, highest], () =>
      of.select(isAbove, highest, of.select(of.greater(raw, lowest), raw, lowest)),
    );
  }

  /** Marks samples on which a guard acted, 1 each, also where it did so before. */
  private count(measure: string, actsOn: Value): void {
    const before = this.measures[measure];
    this.measures[measure] = before === undefined ? actsOn : this.of.maximum(before, actsOn);
  }

  private cut(logits: Value, limit: number, whose: string): Value {
    const { of } = this;
    const lowest = parameter(of, 'lowest logit', -limit);
    const cut = of.maximum(lowest, of.minimum(parameter(of, 'highest logit', limit), logits));
    return named(of, cut, `clamped ${whose} logits`);
  }

  private countBeyond(logits: Value, limit: number): Value {
    const { of } = this;
    const isBeyond = named(of, of.greater(of.abs(logits), parameter(of, 'highest logit', limit)), 'is beyond');
    return named(of, of.sumOfRow(isBeyond), 'clipped per row');
  }

  /** Measures of the teachers' softness and of the student's distance from them, comparable across temperatures. */
  private measure(teachers: readonly TeacherInputs<Value>[]): void {
    const { of, inputs } = this;
    const mean = (perSample: Value): Value => of.sumOfColumn(of.multiply(inputs.weights, perSample));
    const own = named(of, of.logSoftmax(inputs.student), 'student log probs at one');
    const atOne = inputs.teachers.map((logits) => {
      const logs = named(of, of.logSoftmax(logits), 'teacher log probs at one');
      return named(of, of.exp(logs), 'teacher probs at one');
    });
    const all = named(of, weightedSum(of, atOne, this.shares), 'mean teacher probs at one');
    const target = of.maximum(all, of.constant(1e-38));
    const distance = divergence(of, named(of, of.log(target), 'log target at one'), own);
    this.measures[observed.klAtOne] = mean(named(of, distance, 'kl at one per row'));
    const entropies = teachers.map(({ logits, temperature }) => {
      const softened = named(of, of.logSoftmax(of.divide(logits, temperature)), 'teacher log probs');
      return named(of, entropy(of, softened), 'entropy per row');
    });
    const meanEntropy = named(of, weightedSum(of, entropies, this.shares), 'mean entropy per row');
    this.measures[observed.teacherEntropy] = mean(meanEntropy);
  }
}
