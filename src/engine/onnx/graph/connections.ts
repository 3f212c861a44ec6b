import type { GraphNode } from './node';

/** How nodes hang together. */
export interface Connections {
  /** The node that makes a value. */
  readonly producers: ReadonlyMap<string, GraphNode>;
  /** The nodes that use a value, once for each use. */
  readonly users: ReadonlyMap<string, readonly GraphNode[]>;
}

/** Who makes and who uses the values of some nodes. */
export function connect(nodes: readonly GraphNode[]): Connections {
  const producers = new Map<string, GraphNode>();
  const users = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (const name of node.outputs) producers.set(name, node);
    for (const name of node.inputs) {
      const known = users.get(name);
      if (known === undefined) users.set(name, [node]);
      else known.push(node);
    }
  }
  return { producers, users };
}
