import { identifier, writeExpression } from './expression';
import { breakLine, maxWidth } from './break-line';
import { isPlainNumber, type Node, type Nodes } from './node';

/** A line of a function: a value under its name. */
export interface Statement {
  readonly name: string;
  readonly node: Node;
  /** The expression of the value. */
  readonly text: string;
  /** `name = expression`, in several lines where it is one long call or sum. */
  readonly lines: readonly string[];
}

interface Layout {
  readonly nodes: Nodes;
  /** Values that are there before the first statement. */
  readonly given: ReadonlyMap<Node, string>;
  readonly roots: readonly Node[];
  /** Names that mean something else in the source. */
  readonly reserved: ReadonlySet<string>;
  /** The columns before the statement of a value. */
  readonly indentOf: (node: Node) => number;
}

/**
 * Lays a formula out in statements: values with names and values that are used more than once have one each, and so have parts
 * of expressions that would not fit into a line.
 */
export class Statements {
  private readonly order: readonly Node[];
  private readonly assigned: Set<Node>;
  private names = new Map<Node, string>();
  /** Values whose lines are too long and have no parts. */
  private readonly whole = new Set<Node>();

  constructor(private readonly layout: Layout) {
    const uses = countUses(layout);
    this.order = [...uses.keys()].sort((left, right) => left.id - right.id);
    const isAssigned = (node: Node): boolean =>
      !layout.given.has(node) &&
      !isTrivial(node) &&
      (layout.nodes.nameOf(node) !== undefined || (uses.get(node) ?? 0) > 1);
    this.assigned = new Set(this.order.filter(isAssigned));
    this.settle();
  }

  /** The expression of a value where it is used. */
  use(node: Node): string {
    return this.names.get(node) ?? this.layout.given.get(node) ?? this.write(node);
  }

  /** The statements that the values of some roots need, in order. */
  neededBy(roots: readonly Node[]): Statement[] {
    const needed = countUses({ ...this.layout, roots });
    return this.order.filter((node) => this.assigned.has(node) && needed.has(node)).map((node) => this.statement(node));
  }

  private statement(node: Node): Statement {
    const name = this.names.get(node) ?? '';
    const text = this.write(node);
    return { name, node, text, lines: breakLine(name, text, maxWidth - this.layout.indentOf(node)) };
  }

  private write(node: Node): string {
    return writeExpression(node, (input) => this.names.get(input) ?? this.layout.given.get(input));
  }

  private isTooLong(node: Node): boolean {
    return this.statement(node).lines.some((line) => line.length + this.layout.indentOf(node) > maxWidth);
  }

  /** Gives names, and splits lines until all fit. */
  private settle(): void {
    for (;;) {
      this.names = this.nameAll();
      const long = this.order.find((node) => {
        const isLine = this.assigned.has(node) || (this.layout.roots.includes(node) && !this.layout.given.has(node));
        return isLine && !this.whole.has(node) && this.isTooLong(node);
      });
      if (long === undefined) return;
      const part = this.largestPart(long);
      if (part === undefined) this.whole.add(long);
      else this.assigned.add(part);
    }
  }

  /** The longest part of an expression that has no name yet, but for a sign or a conversion of the whole. */
  private largestPart(node: Node): Node | undefined {
    const parts = [...inlined(node, (input) => this.names.has(input) || this.layout.given.has(input))];
    const sized = parts
      .filter((part) => !isTrivial(part))
      .map((part) => ({ part, length: this.write(part).length }))
      .sort((left, right) => right.length - left.length);
    const whole = this.write(node).length;
    return (sized.find(({ length }) => length < 0.75 * whole) ?? sized.at(-1))?.part;
  }

  private nameAll(): Map<Node, string> {
    const groups = new Map<string, Node[]>();
    for (const node of this.order) {
      if (!this.assigned.has(node)) continue;
      const base = this.baseName(node);
      groups.set(base, [...(groups.get(base) ?? []), node]);
    }
    const names = new Map<Node, string>();
    for (const [base, nodes] of groups) {
      for (const [index, node] of nodes.entries()) names.set(node, nodes.length === 1 ? base : `${base}_${index + 1}`);
    }
    return names;
  }

  private baseName(node: Node): string {
    const name = identifier(this.layout.nodes.nameOf(node) ?? 'part');
    return this.layout.reserved.has(name) ? `${name}_value` : name;
  }
}

function isTrivial(node: Node): boolean {
  if (isPlainNumber(node) || node.operation === 'input' || node.operation === 'row') return true;
  const [input] = node.inputs;
  return ['detach', 'negate'].includes(node.operation) && input !== undefined && isTrivial(input);
}

/** The nodes that roots rest on, each with the number of its uses. */
function countUses({ roots, given }: Pick<Layout, 'roots' | 'given'>): Map<Node, number> {
  const uses = new Map<Node, number>();
  const visit = (node: Node): void => {
    const before = uses.get(node);
    uses.set(node, (before ?? 0) + 1);
    if (before !== undefined || given.has(node)) return;
    for (const input of new Set(node.inputs)) visit(input);
  };
  for (const root of roots) visit(root);
  return uses;
}

/** The parts of an expression that are written in its place. */
function* inlined(node: Node, isNamed: (node: Node) => boolean): Generator<Node> {
  for (const input of new Set(node.inputs)) {
    if (isNamed(input)) continue;
    yield input;
    yield* inlined(input, isNamed);
  }
}
