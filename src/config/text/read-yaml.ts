import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import { errorAt, type Problem, type Range } from '../problems/problem';
import { checkKeys } from './keys';
import { maxDepth, maxErrors, maxNodes } from './limits';
import type { Entry, Tree, TreeNode } from './tree';

const maxAliases = 100;

/** Reads YAML 1.2. */
export function readYaml(text: string): Tree {
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'error', prettyErrors: false });
  const clamp = (offset: number): number => Math.min(Math.max(offset, 0), text.length);
  const problems = document.errors
    .slice(0, maxErrors)
    .map((error) => errorAt({ start: clamp(error.pos[0]), end: clamp(error.pos[1]) }, 'syntax', error.message));
  return { root: new YamlWalker(document, problems, text.length).walk(document.contents, 0, 0), problems };
}

class YamlWalker {
  private aliases = 0;
  private nodes = 0;
  constructor(
    private readonly document: Document,
    private readonly problems: Problem[],
    private readonly length: number,
  ) {}

  private rangeOf(node: unknown, at: number): Range {
    const range = (node as { range?: [number, number, number] } | null)?.range;
    return range
      ? { start: Math.min(range[0], this.length), end: Math.min(range[1], this.length) }
      : { start: at, end: at };
  }

  walk(node: unknown, at: number, depth: number): TreeNode {
    const range = this.rangeOf(node, at);
    const nothing: TreeNode = { kind: 'scalar', value: null, ...range };
    if (depth > maxDepth || ++this.nodes > maxNodes) {
      if (this.nodes <= maxNodes + 1)
        this.problems.push(errorAt(range, 'too-deep', 'The config is too deep or too large.'));
      return nothing;
    }
    if (isAlias(node)) {
      const target = ++this.aliases > maxAliases ? undefined : node.resolve(this.document);
      if (target) return { ...this.walk(target, range.start, depth + 1), ...range };
      if (this.aliases <= maxAliases + 1)
        this.problems.push(errorAt(range, 'alias', `An alias without a target, or over ${maxAliases} aliases.`));
      return nothing;
    }
    if (isSeq(node)) {
      return { kind: 'list', items: node.items.map((item) => this.walk(item, range.start, depth + 1)), ...range };
    }
    if (isMap(node)) {
      const entries = node.items.filter(isPair).map((pair): Entry => {
        const keyRange = this.rangeOf(pair.key, range.start);
        const key = isScalar(pair.key) ? String(pair.key.value) : '';
        return { key, keyRange, node: this.walk(pair.value, keyRange.end, depth + 1) };
      });
      return { kind: 'map', ...checkKeys(entries, this.problems), isFlow: node.flow === true, ...range };
    }
    return isScalar(node) ? { kind: 'scalar', value: node.value, ...range } : nothing;
  }
}
