import { parseTree, type Node as JsonNode, type ParseError } from 'jsonc-parser';
import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import type { ProblemCode } from '../problems/codes';
import { hasTooMany, isTooDeep, maxDepth, maxNodes } from './bounds';
import { encodingFaultOf } from './encoding';
import { jsonSentence } from './json-errors';

export type Language = 'yaml' | 'json';
/** UTF-16 offsets into the text; `end` is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}
export interface Problem extends Range {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  /** The keys and list indices that lead to what is meant, where there are any. */
  readonly path?: readonly PropertyKey[];
  /** A value for that place with which the problem is gone, where one is plain to see. */
  readonly remedy?: unknown;
}
export interface Entry {
  readonly key: string;
  readonly keyRange: Range;
  readonly node: TreeNode;
}
/** A value with its place, the same for YAML and JSON. */
export type TreeNode = Range &
  (
    | {
        readonly kind: 'map';
        readonly entries: readonly Entry[];
        /** Entries that do not count, since their key is forbidden or was given before. */
        readonly ignored: readonly Entry[];
        readonly isFlow: boolean;
      }
    | { readonly kind: 'list'; readonly items: readonly TreeNode[] }
    | { readonly kind: 'scalar'; readonly value: unknown }
  );
export interface Tree {
  readonly root: TreeNode | undefined;
  readonly problems: Problem[];
}

export const MAX_CONFIG_BYTES = 256 * 1024;
const maxAliases = 100;
/** Nobody reads more, and a hostile text has one at every character. */
const maxErrors = 100;

const problem = (code: ProblemCode, message: string, range: Range): Problem => ({
  code,
  severity: 'error',
  message,
  ...range,
});

/** Reads text into one kind of tree. Never throws; what could not be read is a problem with a range. */
export function readTree(text: string, language: Language): Tree {
  const all = { start: 0, end: text.length };
  const head = { start: 0, end: Math.min(text.length, 1) };
  if (Buffer.byteLength(text) > MAX_CONFIG_BYTES) {
    return {
      root: undefined,
      problems: [problem('too-large', 'The config is over 256 KB and was not read. Remove what is no setting.', head)],
    };
  }
  if (isTooDeep(text)) {
    return {
      root: undefined,
      problems: [problem('too-deep', `The config is nested over ${maxDepth} levels. Flatten it.`, head)],
    };
  }
  if (language === 'yaml' && hasTooMany(text)) {
    const message = `The config has over ${maxNodes.toLocaleString('en-US')} values and was not read. Remove what is no setting.`;
    return { root: undefined, problems: [problem('too-deep', message, head)] };
  }
  const fault = encodingFaultOf(text);
  const misread = fault && [problem('encoding', `${fault.message}. ${saveAgain}`, spotOf(fault.offset))];
  if (misread && fault.offset === 0) return { root: undefined, problems: misread };
  try {
    const { root, problems } = language === 'yaml' ? readYaml(text) : readJson(text);
    return { root, problems: [...(misread ?? []), ...problems] };
  } catch (error) {
    return { root: undefined, problems: [problem('unreadable', `The config cannot be read: ${String(error)}`, all)] };
  }
}

const spotOf = (offset: number): Range => ({ start: offset, end: offset + 1 });

const saveAgain = 'Save it as UTF-8: click the encoding in the status bar, then Reopen and Save with Encoding.';

function readYaml(text: string): Tree {
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'error', prettyErrors: false });
  const clamp = (offset: number): number => Math.min(Math.max(offset, 0), text.length);
  const problems = document.errors
    .slice(0, maxErrors)
    .map((error) => problem('syntax', error.message, { start: clamp(error.pos[0]), end: clamp(error.pos[1]) }));
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
        this.problems.push(problem('too-deep', 'The config is too deep or too large.', range));
      return nothing;
    }
    if (isAlias(node)) {
      const target = ++this.aliases > maxAliases ? undefined : node.resolve(this.document);
      if (target) return { ...this.walk(target, range.start, depth + 1), ...range };
      if (this.aliases <= maxAliases + 1)
        this.problems.push(problem('alias', `An alias without a target, or over ${maxAliases} aliases.`, range));
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

function checkKeys(all: readonly Entry[], problems: Problem[]): { entries: Entry[]; ignored: Entry[] } {
  const seen = new Set<string>();
  const [entries, ignored]: [Entry[], Entry[]] = [[], []];
  for (const entry of all) {
    const { key, keyRange } = entry;
    const isForbidden = key === '__proto__' || key === '<<';
    if (isForbidden)
      problems.push(problem('forbidden-key', `'${key}' cannot be used. Write the settings out.`, keyRange));
    else if (seen.has(key)) problems.push(problem('duplicate-key', `'${key}' is given twice. Remove one.`, keyRange));
    (isForbidden || seen.has(key) ? ignored : entries).push(entry);
    seen.add(key);
  }
  return { entries, ignored };
}

function readJson(text: string): Tree {
  const errors: ParseError[] = [];
  // A byte-order mark is no JSON; a space in its place keeps every offset.
  const root = parseTree(text.replace(/^\ufeff/, ' '), errors, { allowTrailingComma: true });
  const problems = errors
    .slice(0, maxErrors)
    .map(({ error, offset, length }) =>
      problem('syntax', jsonSentence(error), { start: offset, end: Math.min(offset + length, text.length) }),
    );
  return { root: root && walkJson(root, problems, text.length), problems };
}

function walkJson(node: JsonNode, problems: Problem[], length: number): TreeNode {
  // Of a map that nothing closes the parser gives an end behind the text.
  const range = { start: node.offset, end: Math.min(node.offset + node.length, length) };
  const children = node.children ?? [];
  if (node.type === 'array')
    return { kind: 'list', items: children.map((child) => walkJson(child, problems, length)), ...range };
  if (node.type !== 'object') return { kind: 'scalar', value: node.value as unknown, ...range };
  const entries = children.flatMap(({ children: pair }): Entry[] => {
    const key = pair?.[0];
    if (!key) return [];
    const keyRange = { start: key.offset, end: key.offset + key.length };
    const value: TreeNode = pair[1]
      ? walkJson(pair[1], problems, length)
      : { kind: 'scalar', value: null, start: keyRange.end, end: keyRange.end };
    return [{ key: String(key.value), keyRange, node: value }];
  });
  return { kind: 'map', ...checkKeys(entries, problems), isFlow: true, ...range };
}

/** The plain value of a tree, on objects that a `__proto__` key could not reach. */
export function valueOf(node: TreeNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(valueOf);
  return Object.fromEntries(node.entries.map(({ key, node: child }) => [key, valueOf(child)]));
}

/** The entry or item at a path. */
export function nodeAt(
  root: TreeNode | undefined,
  path: readonly PropertyKey[],
): { node: TreeNode; keyRange?: Range } | undefined {
  let found: { node: TreeNode; keyRange?: Range } | undefined = root && { node: root };
  for (const part of path) {
    const node: TreeNode | undefined = found?.node;
    if (node?.kind === 'map') found = node.entries.find(({ key }) => key === String(part));
    else if (node?.kind === 'list') found = ((item) => item && { node: item })(node.items[Number(part)]);
    else return undefined;
  }
  return found;
}
