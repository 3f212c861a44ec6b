import {
  boundsOf,
  evaluateObjective,
  holdBetween,
  isOutside,
  learnedNumbers,
  observed,
  rolesOf,
  scalarOf,
  scalarsOf,
  strategyOf,
  type ObjectiveSettings,
  type ObjectiveTerms,
  type RoleId,
  type TimePoint,
} from '../distillation';
import type { Node, Nodes } from './node';
import type { PythonArithmetic } from './python-arithmetic';

/** A number that time decides, as a function of the progress. */
export interface TimedNumber {
  readonly name: string;
  readonly role: RoleId | undefined;
  readonly body: Node;
}

/** An objective as nodes. */
export interface ObjectiveNodes {
  readonly terms: ObjectiveTerms<Node>;
  /** Values that are there before the first statement, with their names. */
  readonly given: ReadonlyMap<Node, string>;
  readonly timed: readonly TimedNumber[];
  readonly learned: readonly { readonly name: string; readonly initial: number }[];
  /** The temperatures of the roles, in their order, and where their bounds act. */
  readonly roles: readonly { readonly temperature: Node; readonly isHeld: Node | undefined }[];
  /** [rows, 1]. */
  readonly weights: Node;
}

/** Any number of classes does: every mean over classes is written as a mean. */
const classes = 2;

/** The name of the progress in the source. */
const fieldsOfTime = ['step', 'steps', 'epoch', 'epochs'] as const satisfies readonly (keyof TimePoint)[];

/** Evaluates an objective in nodes. The counts are the training examples of each class. */
export function objectiveNodes(
  nodes: Nodes,
  of: PythonArithmetic,
  settings: ObjectiveSettings,
  classCounts: readonly number[],
): ObjectiveNodes {
  return new Builder(nodes, of, settings).build(classCounts);
}

class Builder {
  private readonly given = new Map<Node, string>();
  private readonly timed: TimedNumber[] = [];
  private readonly roles: ReturnType<typeof rolesOf>;

  constructor(
    private readonly nodes: Nodes,
    private readonly of: PythonArithmetic,
    private readonly settings: ObjectiveSettings,
  ) {
    this.roles = rolesOf(settings);
  }

  build(classCounts: readonly number[]): ObjectiveNodes {
    const { settings, of } = this;
    const { teachers } = settings;
    const weights = this.input('weights', { hasColumns: false });
    const { scalars, isHeld } = this.scalars();
    const learned = this.learned(scalars);
    const terms = evaluateObjective(of, settings, {
      student: this.input('student_logits', {}),
      teachers: teachers.map((_, index) =>
        this.input(teachers.length === 1 ? 'teacher_logits' : `teacher_logits[${index}]`, {}),
      ),
      labels: this.input('one_hot', {}),
      weights,
      labelWeights: this.input('label_weights', { hasColumns: false }),
      ...{ classes, classCounts, scalars },
      learned: new Map(learned.map(({ role, value }) => [role, value])),
    });
    const roles = this.roles.map(({ id }) => {
      const temperature = terms.observed[observed.temperature(id)] ?? scalars[scalarOf.temperature(id)];
      if (temperature === undefined) throw new Error(`the temperature of '${id}' was not measured`);
      return { temperature, isHeld: terms.observed[observed.guarded(id)] ?? isHeld.get(id) };
    });
    return { terms, given: this.given, timed: this.timed, learned, roles, weights };
  }

  private input(text: string, shape: { hasRows?: boolean; hasColumns?: boolean }): Node {
    const node = this.nodes.make({ operation: 'input', inputs: [], text, hasRows: true, hasColumns: true, ...shape });
    this.given.set(node, text);
    return node;
  }

  /** The numbers of time, each a value of its own function where it changes. */
  private scalars(): { scalars: Record<string, Node>; isHeld: Map<RoleId, Node> } {
    const { of, nodes, settings } = this;
    const field = (name: string): Node => this.input(`progress.${name}`, { hasRows: false, hasColumns: false });
    const time = { step: field('step'), steps: field('steps'), epoch: field('epoch'), epochs: field('epochs') };
    const scalars: Record<string, Node> = {};
    for (const name of fieldsOfTime) {
      scalars[name] = nodes.make({ operation: 'likeLogits', inputs: [time[name]] });
      nodes.name(scalars[name], name);
    }
    const named = Object.entries(scalarsOf(of, settings, time));
    for (const [name, body] of named) scalars[name] = this.atTime(this.nameOf(name), undefined, body);
    const isHeld = new Map<RoleId, Node>();
    for (const { id, parameters } of this.roles) {
      const { decide } = strategyOf(parameters);
      if (decide.by !== 'time') continue;
      const bounds = boundsOf(parameters);
      const name = this.nameOf(scalarOf.temperature(id));
      const raw = decide.valueAt(of, parameters, time);
      if (bounds === undefined) scalars[scalarOf.temperature(id)] = this.atTime(name, id, raw);
      else {
        const inputs = [this.atTime(`raw ${name}`, id, raw), ...this.limits(bounds)];
        const held = nodes.make({ operation: 'call', text: holdBetween.name, inputs });
        nodes.name(held, 'temperature');
        scalars[scalarOf.temperature(id)] = held;
        isHeld.set(id, nodes.make({ operation: 'call', text: isOutside.name, inputs, isMask: true }));
      }
    }
    return { scalars, isHeld };
  }

  private limits({ min, max }: { readonly min: number; readonly max: number }): Node[] {
    const limit = (text: string, value: number): Node =>
      this.nodes.make({ operation: 'parameter', inputs: [], text, value });
    return [limit('temperature min', min), limit('temperature max', max)];
  }

  /** A number of time: itself where it does not change, else the value of a function of the progress. */
  private atTime(name: string, role: RoleId | undefined, body: Node): Node {
    if (body.value !== undefined) return body;
    const before = this.timed.findIndex((timed) => timed.name === name);
    const timed = { name, role, body };
    if (before < 0) this.timed.push(timed);
    else this.timed[before] = timed;
    const progress = this.input('progress', { hasRows: false, hasColumns: false });
    const call = this.nodes.make({ operation: 'call', text: `${name} at`, inputs: [progress] });
    const value = this.nodes.make({ operation: 'likeLogits', inputs: [call] });
    this.nodes.name(value, name);
    return value;
  }

  /** A scalar's name in words; a role's has its place where there are several. */
  private nameOf(scalar: string): string {
    for (const [index, { id }] of this.roles.entries()) {
      const place = this.roles.length === 1 ? '' : ` ${index + 1}`;
      const isOfStudent = id === 'student' && this.roles.length > 1;
      if (scalar === scalarOf.temperature(id)) return isOfStudent ? 'own temperature' : `temperature${place}`;
      if (scalar === scalarOf.teacherFactor(id)) return `teacher factor${place}`;
      if (scalar === scalarOf.gradient(id)) return `gradient factor${place}`;
    }
    return scalar === 'hardWeight' ? 'hard weight' : 'soft weight';
  }

  /** The trained numbers, whose gradients have their factors. */
  private learned(
    scalars: Readonly<Record<string, Node>>,
  ): { name: string; initial: number; role: RoleId; value: Node }[] {
    const numbers = learnedNumbers(this.settings);
    return numbers.map(({ role, initial }, index) => {
      const name = numbers.length === 1 ? 'theta' : `theta_${index + 1}`;
      const theta = this.input(`self.${name}`, { hasRows: false, hasColumns: false });
      const factor = scalars[scalarOf.gradient(role)];
      if (factor === undefined || factor.value === 1) return { name, initial, role, value: theta };
      const value = this.nodes.make({ operation: 'call', text: 'scale gradient', inputs: [theta, factor] });
      this.nodes.name(value, 'theta');
      return { name, initial, role, value };
    });
  }
}
