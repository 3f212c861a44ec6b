import type { Graph } from '../graph/graph';
import type { GraphNode } from '../graph/node';

/** A transformation of a graph that keeps its meaning. */
export interface Pass {
  readonly name: string;
  /** Gives the graph after the pass; `report` is called for every rewriting that was considered and declined. */
  run(graph: Graph, report?: Report): Graph;
}

/** A rewriting that a pass considered and did not do. */
export interface Decline {
  /** The rule that declined. */
  readonly rule: string;
  /** The name of the value at which its pattern begins. */
  readonly at: string;
  readonly reason: string;
}

export type Report = (decline: Decline) => void;

/** The reason for which a rule leaves a node as it is. */
export class Declined {
  constructor(
    readonly reason: string,
    /** Whether the pattern is not there at all. */
    readonly isUnmatched = false,
  ) {}
}

/** Says that a pattern is there, but may not be rewritten. */
export function declined(reason: string): Declined {
  return new Declined(reason);
}

/** Says that a pattern ends before it is whole. */
export function unmatched(reason: string): Declined {
  return new Declined(reason, true);
}

/** The graph that rules match against, and the nodes that they write. */
export interface Rewriter {
  readonly graph: Graph;
  emit(node: GraphNode): void;
}

/** A rewrite rule: a pattern that begins at an operation, a check, and the nodes in its place. */
export interface Rule<Match, Context extends Rewriter = Rewriter> {
  readonly name: string;
  /** The operations at which the pattern begins; undefined for all. */
  readonly operations?: readonly string[];
  /** The values that the rewriting needs, or the reason why there is none. Writes nothing. */
  match(node: GraphNode, context: Context): Match | Declined;
  /** Writes what takes the node's place. */
  rewrite(match: Match, node: GraphNode, context: Context): void;
}

/** A rule whose match is its own matter. */
export interface BoundRule<Context extends Rewriter = Rewriter> {
  readonly name: string;
  readonly operations: readonly string[] | undefined;
  /** Rewrites the node, or says why not. */
  apply(node: GraphNode, context: Context): Declined | undefined;
}

/** Binds a rule's check to its rewriting. */
export function bindRule<Match, Context extends Rewriter = Rewriter>(rule: Rule<Match, Context>): BoundRule<Context> {
  return {
    name: rule.name,
    operations: rule.operations,
    apply: (node, context) => {
      const match = rule.match(node, context);
      if (match instanceof Declined) return match;
      rule.rewrite(match, node, context);
      return undefined;
    },
  };
}

/** Applies the first rule that matches; gives whether one did, and reports those whose pattern was there but declined. */
export function applyFirst<Context extends Rewriter>(
  rules: readonly BoundRule<Context>[],
  node: GraphNode,
  context: Context,
  report: Report,
): boolean {
  for (const rule of rules) {
    if (rule.operations?.includes(node.opType) === false) continue;
    const outcome = rule.apply(node, context);
    if (outcome === undefined) return true;
    if (!outcome.isUnmatched) report({ rule: rule.name, at: node.outputs[0]?.name ?? '', reason: outcome.reason });
  }
  return false;
}

/**
 * Rewrites each node by the first rule that matches. Rules see the graph as it was: nodes that a rule has made superfluous
 * are left to `prune`.
 */
export function rewriteEach(graph: Graph, rules: readonly BoundRule[], report: Report): Graph {
  const nodes: GraphNode[] = [];
  const rewriter: Rewriter = { graph, emit: (node) => nodes.push(node) };
  for (const node of graph.nodes) if (!applyFirst(rules, node, rewriter, report)) nodes.push(node);
  return graph.with({ nodes });
}

/** A report that nobody reads. */
export const ignoreDeclines: Report = () => undefined;
