import { observed, teacherRole, type RoleId } from '../distillation';
import { identifier } from './expression';
import type { Node, Nodes } from './node';
import type { ObjectiveNodes } from './objective-nodes';

/** A field of an objective's terms. */
export interface Term {
  readonly name: string;
  readonly type: 'Tensor' | 'Spread' | 'tuple[Spread, ...]';
  /** Says what the number is, behind the field. */
  readonly about: string;
  /** The value, by the expressions of nodes. */
  readonly value: (use: (node: Node) => string) => string;
  /** The nodes that the value rests on. */
  readonly roots: readonly Node[];
}

/** A measure as the trainer has it. */
export interface ObservedTerm extends Term {
  /** Its name among a step's outputs. */
  readonly output: string;
  /** Whether each row has its own. */
  readonly hasRows: boolean;
}

/** All measures of a step by their own names. */
export function observedTerms({ terms }: ObjectiveNodes, nodes: Nodes): ObservedTerm[] {
  return Object.entries(terms.observed).map(([output, node]) => {
    const name = identifier(output.replace('observed:', 'measured '));
    return { ...ofNode(nodes, name, 'as a step measures it', node), output, hasRows: node.hasRows };
  });
}

/** The loss, which is minimised, and its parts. */
export function lossTerms({ terms: { loss, hard, soft } }: ObjectiveNodes, nodes: Nodes): Term[] {
  return [
    ofNode(nodes, 'loss', 'minimise this', loss),
    ofNode(nodes, 'hard', 'cross-entropy with the labels', hard),
    ...(soft === undefined ? [] : [ofNode(nodes, 'soft', 'comparison with the teacher, T² included', soft)]),
  ];
}

/** The measures of a step, from which nothing is learnt; none without a teacher. */
export function measureTerms(objective: ObjectiveNodes, nodes: Nodes): Term[] {
  const { roles, terms, weights } = objective;
  if (roles.length === 0) return [];
  const counts = countingRows(weights, nodes);
  const rows = (mask: Node): Node => {
    const both = nodes.make({ operation: 'both', inputs: [mask, counts], isMask: true });
    return nodes.make({ operation: 'sumOfAll', inputs: [both], hasRows: false, hasColumns: false });
  };
  const held = roles.flatMap(({ isHeld }) => (isHeld === undefined ? [] : [rows(isHeld)]));
  const floors = Object.entries(terms.observed).filter(([key]) => /floored/i.test(key));
  const floored =
    floors.length === 0
      ? undefined
      : rows(
          anyOf(
            nodes,
            floors.map(([, mask]) => mask),
          ),
        );
  const clipped = terms.observed[observed.clipped];
  const student = studentTemperature(objective, nodes);
  const some = (name: string, about: string, node: Node | undefined, variable = name): Term[] =>
    node === undefined ? [] : [ofNode(nodes, name, about, node, variable)];
  return [
    ...temperatureTerms(objective),
    ...some('student_temperature', 'mean over the rows', student, 'mean student temperature'),
    guardedTerm(nodes, held),
    ...some('floored', 'rows on which a floor acted', floored),
    ...some('clipped', 'logits that were clamped', clipped && countLogits(nodes, counts, clipped)),
    ...some('kl_at_one', 'KL(teacher ‖ student) at T = 1', terms.observed[observed.klAtOne]),
    ...some(
      'teacher_entropy',
      'mean entropy of the softened teacher, in nats',
      terms.observed[observed.teacherEntropy],
    ),
  ];
}

/** Marks the rows whose weight is not 0. */
function countingRows(weights: Node, nodes: Nodes): Node {
  const zero = nodes.make({ operation: 'literal', inputs: [], value: 0 });
  const counts = nodes.make({ operation: 'greater', inputs: [weights, zero], isMask: true });
  nodes.name(counts, 'counts');
  return counts;
}

/** A number under its own name; a name that the formulas gave it stays. */
function ofNode(nodes: Nodes, name: string, about: string, node: Node, variable = name): Term {
  nodes.name(node, variable);
  return { name, type: 'Tensor', about, value: (use) => use(node), roots: [node] };
}

function temperatureTerms({ roles }: ObjectiveNodes): Term[] {
  const spread = (node: Node, use: (node: Node) => string): string => `spread(${use(node)}, weights)`;
  const [only] = roles;
  if (roles.length === 1 && only !== undefined) {
    const { temperature } = only;
    return [
      {
        ...{ name: 'temperature', type: 'Spread', about: 'of the rows' },
        ...{ value: (use) => spread(temperature, use), roots: [temperature] },
      },
    ];
  }
  return [
    {
      ...{ name: 'temperatures', type: 'tuple[Spread, ...]', about: 'of each teacher, and the student’s own last' },
      value: (use) => `(${roles.map(({ temperature }) => spread(temperature, use)).join(', ')})`,
      roots: roles.map(({ temperature }) => temperature),
    },
    { name: 'temperature', type: 'Spread', about: 'of all', value: () => 'overall(temperatures)', roots: [] },
  ];
}

function studentTemperature({ terms, weights }: ObjectiveNodes, nodes: Nodes): Node | undefined {
  const own = (role: RoleId): Node | undefined => terms.observed[observed.studentTemperature(role)];
  const values = own(teacherRole(0)) ?? own('student');
  if (values === undefined) return undefined;
  const weighted = nodes.make({ operation: 'multiply', inputs: [weights, values] });
  return nodes.make({ operation: 'sumOfAll', inputs: [weighted], hasRows: false, hasColumns: false });
}

function guardedTerm(nodes: Nodes, held: readonly Node[]): Term {
  const about = 'rows whose temperature its limits held';
  const [first, ...others] = held;
  if (first === undefined) {
    return { name: 'guarded', type: 'Tensor', about, value: () => 'torch.zeros_like(loss)', roots: [] };
  }
  const all = others.reduce((sum, node) => nodes.make({ operation: 'add', inputs: [sum, node] }), first);
  return ofNode(nodes, 'guarded', about, all);
}

function anyOf(nodes: Nodes, masks: readonly Node[]): Node {
  return masks.reduce((any, mask) => nodes.make({ operation: 'any', inputs: [any, mask], isMask: true }));
}

function countLogits(nodes: Nodes, counts: Node, clipped: Node): Node {
  const counted = nodes.make({ operation: 'multiply', inputs: [counts, clipped] });
  return nodes.make({ operation: 'sumOfAll', inputs: [counted], hasRows: false, hasColumns: false });
}
