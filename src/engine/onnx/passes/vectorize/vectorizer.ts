import type { Graph } from '../../graph/graph';
import type { Attributes, GraphNode, GraphValue } from '../../graph/node';
import { equalShapes } from '../../graph/shape';

/** A graph that holds an operation without a rule, or one that no rule covers as it is used. The message names it. */
export class UnvectorizableError extends Error {}

/** Values that are the same for all members of an ensemble, and those that each member has its own of. */
export interface Ensemble {
  readonly members: number;
  /** Names of the inputs that have the same value for all members. */
  readonly shared: ReadonlySet<string>;
  /** Constants that differ between members: their values one behind the other, by the name in the first member's graph. */
  readonly constants: ReadonlyMap<string, Float32Array>;
}

/**
 * Writes the graph of an ensemble node by node. A value of which each member has its own is stacked, [members, …shape]; a value
 * that depends on nothing but what members share is computed once.
 */
export class Vectorizer {
  readonly nodes: GraphNode[] = [];
  private readonly stacked = new Map<string, GraphValue>();
  /** Inputs and outputs that lie as [turns, members of a turn, …shape], by the name of a member's. */
  private readonly heldByTurns = new Map<string, GraphValue>();
  /** Reshapes and transposes that were written, by source and shape or permutation. */
  private readonly views = new Map<string, GraphValue>();

  constructor(
    readonly graph: Graph,
    readonly ensemble: Ensemble,
  ) {
    for (const input of graph.inputs) if (!ensemble.shared.has(input.name)) this.stack(input);
    for (const { value } of graph.initializers) {
      const values = ensemble.constants.get(value.name);
      if (values === undefined) continue;
      const stacked = { ...value, name: `${value.name}:stacked`, shape: [ensemble.members, ...value.shape] };
      graph.constants.set(stacked, values);
      this.stacked.set(value.name, stacked);
    }
  }

  /** Declares that each member has its own of a value; gives all of them as one. */
  stack(value: GraphValue): GraphValue {
    const stacked = { ...value, shape: [this.ensemble.members, ...value.shape] };
    this.stacked.set(value.name, stacked);
    return stacked;
  }

  isStacked({ name }: GraphValue): boolean {
    return this.stacked.has(name);
  }

  /** A value as the ensemble's graph has it: stacked or shared. */
  valueOf(value: GraphValue): GraphValue {
    return this.stacked.get(value.name) ?? value;
  }

  /** An input or an output as the ensemble's graph takes or gives it. */
  held(value: GraphValue): GraphValue {
    return this.heldByTurns.get(value.name) ?? this.valueOf(value);
  }

  /** Declares that a stacked input lies by turns of some members; what reads it by members sees it so. */
  takeByTurns(input: GraphValue, together: number): void {
    const held = { ...input, shape: this.shapeByTurns(input, together) };
    const stacked = { ...input, name: `${input.name}:members`, shape: this.valueOf(input).shape };
    const inputs = [held, this.graph.constants.integers(stacked.shape)];
    this.nodes.push({ opType: 'Reshape', inputs, outputs: [stacked], attributes: {} });
    this.heldByTurns.set(input.name, held);
    this.stacked.set(input.name, stacked);
  }

  /** Declares that a result lies by turns of some members. */
  giveByTurns(result: GraphValue, together: number): void {
    this.heldByTurns.set(result.name, { ...result, shape: this.shapeByTurns(result, together) });
  }

  /** A result that is made by turns, whatever takes a turn together. */
  madeByTurns(result: GraphValue): GraphValue {
    this.stack(result);
    return this.held(result);
  }

  /** A stacked value as [turns, members of a turn, …shape]. */
  byTurns(value: GraphValue, together: number): GraphValue {
    return this.heldByTurns.get(value.name) ?? this.reshape(this.valueOf(value), this.shapeByTurns(value, together));
  }

  private shapeByTurns({ shape }: GraphValue, together: number): readonly number[] {
    return [this.ensemble.members / together, together, ...shape];
  }

  /** Appends a node in place of the given one, whose outputs become stacked. */
  replace(node: GraphNode, changes: Partial<Pick<GraphNode, 'opType' | 'inputs' | 'attributes'>>): void {
    const inputs = changes.inputs ?? node.inputs.map((input) => this.valueOf(input));
    this.nodes.push({ ...node, ...changes, inputs, outputs: node.outputs.map((output) => this.stack(output)) });
  }

  /** A value with its axes behind that of the members aligned to those of a broadcast result of `rank` axes. */
  aligned(value: GraphValue, rank: number): GraphValue {
    const given = this.valueOf(value);
    const missing = rank - value.shape.length;
    if (missing <= 0 || !this.isStacked(value)) return given;
    return this.reshape(given, [this.ensemble.members, ...new Array<number>(missing).fill(1), ...value.shape]);
  }

  /** A value of which each member has its own, also where all have the same. */
  repeated(value: GraphValue): GraphValue {
    if (this.isStacked(value)) return this.valueOf(value);
    const shape = [this.ensemble.members, ...value.shape];
    return this.view('Expand', value, shape, [this.graph.constants.integers(shape)]);
  }

  reshape(value: GraphValue, shape: readonly number[]): GraphValue {
    if (equalShapes(value.shape, shape)) return value;
    return this.view('Reshape', value, shape, [this.graph.constants.integers(shape)]);
  }

  /** The transposes of the matrices of a value, which has two axes in a member's graph. */
  transposed(value: GraphValue): GraphValue {
    const given = this.valueOf(value);
    const axes = given.shape.map((_, axis) => axis);
    const perm = [...axes.slice(0, -2), axes.length - 1, axes.length - 2];
    const shape = perm.map((axis) => given.shape[axis] ?? 1);
    return this.view('Transpose', given, shape, [], { perm });
  }

  private view(
    opType: string,
    value: GraphValue,
    shape: readonly number[],
    lists: readonly GraphValue[],
    attributes: Attributes = {},
  ): GraphValue {
    const key = `${opType} ${value.name} ${shape.join()}`;
    const known = this.views.get(key);
    if (known !== undefined) return known;
    const view = { ...value, name: `${value.name}:${opType.toLowerCase()}${this.views.size}`, shape };
    this.nodes.push({ opType, inputs: [value, ...lists], outputs: [view], attributes });
    this.views.set(key, view);
    return view;
  }
}

/** Refuses a node. Throws an UnvectorizableError that names its operation. */
export function refuse({ opType, domain }: GraphNode, reason: string): never {
  const name = domain === undefined ? opType : `${domain}.${opType}`;
  throw new UnvectorizableError(`${name} ${reason}`);
}
