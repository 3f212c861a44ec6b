import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, type Document, type Scalar } from './yaml-parser';
import { errorAt, type Problem, type Range } from '../problems/problem';
import { checkKeys } from './keys';
import { maxDepth, maxErrors, maxNodes } from './limits';
import { cutExpression, explainYamlError, foreignSpaceIn, type ExplainedError } from './yaml-errors';
import type { Entry, Tree, TreeNode } from './tree';

const maxAliases = 100;

/** Reads YAML 1.2. */
export function readYaml(text: string): Tree {
  const document = withoutStackTraces(() =>
    parseDocument(text, { uniqueKeys: false, logLevel: 'error', prettyErrors: false }),
  );
  const clamp = (offset: number): number => Math.min(Math.max(offset, 0), text.length);
  const problems = document.errors.slice(0, maxErrors).map(({ code, message, pos }) => {
    return syntaxError(explainYamlError(text, code, message, { start: clamp(pos[0]), end: clamp(pos[1]) }));
  });
  const told = problems.filter((problem, at) => !isRepeated(text, problems[at - 1], problem));
  return { root: new YamlWalker(document, told, text).walk(document.contents, 0, 0), problems: told };
}

/** Whether a problem repeats one of the same line and words. */
function isRepeated(text: string, before: Problem | undefined, { message, start }: Problem): boolean {
  return before !== undefined && before.message === message && !text.slice(before.start, start).includes('\n');
}

const syntaxError = ({ message, repair, ...range }: ExplainedError): Problem => ({
  ...errorAt(range, 'syntax', message),
  ...(repair === undefined ? {} : { repair }),
});

/** The parser makes an Error for each mistake; of thousands, the stack traces take nearly all the time. */
function withoutStackTraces<Result>(work: () => Result): Result {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

class YamlWalker {
  private aliases = 0;
  private nodes = 0;
  private hasForeignSpaces = false;
  constructor(
    private readonly document: Document,
    private readonly problems: Problem[],
    private readonly text: string,
  ) {}

  private rangeOf(node: unknown, at: number): Range {
    const range = (node as { range?: [number, number, number] } | null)?.range;
    return range
      ? { start: Math.min(range[0], this.text.length), end: Math.min(range[1], this.text.length) }
      : { start: at, end: at };
  }

  private checkSpaces(key: string, keyRange: Range): void {
    // One repair mends all lines.
    if (this.hasForeignSpaces) return;
    const error = foreignSpaceIn(this.text, key, keyRange);
    if (error) this.problems.push(syntaxError(error));
    this.hasForeignSpaces = error !== undefined;
  }

  private checkParentheses(entries: readonly Entry[]): void {
    for (const { node } of entries) {
      const error = this.problems.length < maxErrors ? cutExpression(this.text, node) : undefined;
      if (error) this.problems.push(syntaxError(error));
    }
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
        const key = isScalar(pair.key) ? keyOf(pair.key) : '';
        this.checkSpaces(key, keyRange);
        return { key, keyRange, node: this.walk(pair.value, keyRange.end, depth + 1) };
      });
      if (node.flow === true) this.checkParentheses(entries);
      return { kind: 'map', ...checkKeys(entries, this.problems), isFlow: node.flow === true, ...range };
    }
    return isScalar(node) ? { kind: 'scalar', value: node.value, ...range } : nothing;
  }
}

/** YAML 1.1 reads the merge key as a symbol, which is a word like others in 1.2. */
function keyOf({ value }: Scalar): string {
  return typeof value === 'symbol' ? (value.description ?? '') : String(value);
}
