import type { Graph } from '../../graph/graph';
import type { GraphNode, GraphValue, Initializer } from '../../graph/node';
import { equalShapes } from '../../graph/shape';

/** Graphs of the same operations, as one graph and the constants in which they differ. */
export interface Aligned {
  /** The first graph, which stands for all. */
  readonly graph: Graph;
  /** Constants that are not the same in all graphs: their values one behind the other, by the name in the first graph. */
  readonly constants: ReadonlyMap<string, Float32Array>;
}

/** Finds that graphs do the same but for numbers. Gives the first difference in words where they do more than that. */
export function alignGraphs(graphs: readonly Graph[]): Aligned | string {
  const [first, ...others] = graphs;
  if (first === undefined) return 'there is no graph';
  const own = constantsOf(first);
  const differing = new Set<string>();
  const matches: Matching[] = [];
  for (const other of others) {
    const match = new Matching(own, constantsOf(other));
    const difference = match.compare(first, other);
    if (difference !== undefined) return difference;
    for (const name of match.differing) differing.add(name);
    matches.push(match);
  }
  const constants = new Map([...differing].map((name) => [name, joined(own.get(name), matches, name)]));
  return { graph: first, constants };
}

type Constants = ReadonlyMap<string, Initializer>;

const constantsOf = ({ initializers }: Graph): Constants =>
  new Map(initializers.map((constant) => [constant.value.name, constant]));

/** The values of one graph by those of another. */
class Matching {
  /** Constants of the first graph whose numbers are others in the second. */
  readonly differing = new Set<string>();
  private readonly names = new Map<string, string>();

  constructor(
    private readonly first: Constants,
    private readonly second: Constants,
  ) {}

  /** The second graph's constant for one of the first. */
  constantFor(name: string): Initializer | undefined {
    return this.second.get(this.names.get(name) ?? '');
  }

  compare(one: Graph, other: Graph): string | undefined {
    if (one.inputs.length !== other.inputs.length) return 'they have other inputs';
    if (one.nodes.length !== other.nodes.length) return 'they do not have the same operations';
    for (const [index, input] of one.inputs.entries()) {
      if (!this.match(input, other.inputs[index])) return `their input '${input.name}' is not the same`;
    }
    for (const [index, node] of one.nodes.entries()) {
      const difference = this.compareNodes(node, other.nodes[index]);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  private compareNodes(one: GraphNode, other: GraphNode | undefined): string | undefined {
    if (one.opType !== other?.opType || one.domain !== other.domain) return 'they do not have the same operations';
    if (JSON.stringify(one.attributes) !== JSON.stringify(other.attributes)) {
      return `the attributes of their ${one.opType} are not the same`;
    }
    const areRead = one.inputs.length === other.inputs.length;
    if (!areRead || !one.inputs.every((input, index) => this.matchRead(input, other.inputs[index]))) {
      return `their ${one.opType} does not read the same`;
    }
    const areMade = one.outputs.length === other.outputs.length;
    if (!areMade || !one.outputs.every((output, index) => this.match(output, other.outputs[index]))) {
      return `their ${one.opType} has other results`;
    }
    return undefined;
  }

  /** Whether a value that is read is the same one in both graphs; constants of floats may have other numbers. */
  private matchRead(one: GraphValue, other: GraphValue | undefined): boolean {
    const [own, theirs] = [this.first.get(one.name), this.second.get(other?.name ?? '')];
    if (own === undefined || theirs === undefined) return own === theirs && this.names.get(one.name) === other?.name;
    if (!this.match(one, other)) return false;
    if (Buffer.compare(own.bytes, theirs.bytes) === 0) return true;
    this.differing.add(one.name);
    return one.type === 'float32';
  }

  /** Pairs two values; false where they have another shape, or where one of them is paired with another value. */
  private match(one: GraphValue, other: GraphValue | undefined): boolean {
    if (other === undefined || one.type !== other.type || !equalShapes(one.shape, other.shape)) return false;
    const known = this.names.get(one.name);
    this.names.set(one.name, other.name);
    return known === undefined || known === other.name;
  }
}

function joined(first: Initializer | undefined, matches: readonly Matching[], name: string): Float32Array {
  const all = [first, ...matches.map((match) => match.constantFor(name))].map((constant) => floatsOf(constant?.bytes));
  const values = new Float32Array(all.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of all) {
    values.set(part, place);
    place += part.length;
  }
  return values;
}

/** The numbers of a constant's bytes, which may lie anywhere in their buffer. */
function floatsOf(bytes: Uint8Array = new Uint8Array()): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}
