import type { ConstantPool } from './constant-pool';
import { bodyOf, type GraphBody, type GraphNode, type GraphValue, type Initializer } from './node';

/** A value that a step takes and gives anew, such as a weight. */
export interface Carried {
  /** The input of the step's graph; a step that only writes the value has none. */
  readonly before: string;
  /** The output of the step's graph. */
  readonly after: string;
  /** Values that lie in this one, one behind the other, by the names that they have by themselves; absent where it is one value. */
  readonly members?: readonly Carried[];
}

/** The parts of a graph that passes replace. */
export interface GraphParts {
  readonly name: string;
  /** In an order in which every value is made before it is read. */
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly constants: ConstantPool;
  /** The variables that the graph changes. */
  readonly carried: readonly Carried[];
  /** The inputs that have another value in each step. */
  readonly fed: ReadonlySet<string>;
  /** Matrices that lie transposed, by name; their values have the transposed shape. */
  readonly transposed: ReadonlySet<string>;
  /** The number of steps that a launch should not exceed; may be infinite. */
  readonly maxSteps: number;
}

interface Connections {
  readonly producers: ReadonlyMap<string, GraphNode>;
  readonly users: ReadonlyMap<string, readonly GraphNode[]>;
}

/**
 * A dataflow graph in static single assignment. A graph never changes: a pass gives another one. Its values have a shape and a
 * type, and the graph knows the producer and the users of each.
 */
export class Graph implements GraphBody {
  private connections: Connections | undefined;

  constructor(private readonly parts: GraphParts) {}

  get name(): string {
    return this.parts.name;
  }

  get nodes(): readonly GraphNode[] {
    return this.parts.nodes;
  }

  get inputs(): readonly GraphValue[] {
    return this.parts.inputs;
  }

  get outputs(): readonly GraphValue[] {
    return this.parts.outputs;
  }

  get constants(): ConstantPool {
    return this.parts.constants;
  }

  get carried(): readonly Carried[] {
    return this.parts.carried;
  }

  get fed(): ReadonlySet<string> {
    return this.parts.fed;
  }

  get transposed(): ReadonlySet<string> {
    return this.parts.transposed;
  }

  get maxSteps(): number {
    return this.parts.maxSteps;
  }

  /** The constants that the graph's own nodes read; those of a repeated body lie in the body. */
  get initializers(): readonly Initializer[] {
    return this.constants.named(new Set(this.nodes.flatMap(({ inputs }) => inputs.map(({ name }) => name))));
  }

  /** The same graph with some parts replaced. */
  with(changes: Partial<GraphParts>): Graph {
    return new Graph({ ...this.parts, ...changes });
  }

  /** The node that makes a value; undefined for inputs and constants. */
  producer({ name }: GraphValue): GraphNode | undefined {
    return this.connect().producers.get(name);
  }

  /** The nodes that read a value, once for each reading. */
  users({ name }: GraphValue): readonly GraphNode[] {
    return this.connect().users.get(name) ?? [];
  }

  /** The producers and users of all values, found at the first use: one pass over the nodes. */
  private connect(): Connections {
    this.connections ??= connectionsOf(this.nodes);
    return this.connections;
  }
}

function connectionsOf(nodes: readonly GraphNode[]): Connections {
  const producers = new Map<string, GraphNode>();
  const users = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (const { name } of node.outputs) producers.set(name, node);
    for (const { name } of node.inputs) {
      const known = users.get(name);
      if (known === undefined) users.set(name, [node]);
      else known.push(node);
    }
  }
  return { producers, users };
}

/** The names of the values that a node reads, also from inside of its body. */
export function namesReadBy(node: GraphNode): readonly string[] {
  const own = node.inputs.map(({ name }) => name);
  const body = bodyOf(node);
  return body === undefined ? own : [...own, ...body.nodes.flatMap(namesReadBy)];
}
