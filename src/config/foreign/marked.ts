import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, type Alias } from '../text/yaml-parser';
import { hasTooMany, isTooDeep, maxDepth, maxNodes } from '../text/limits';

/** A value of YAML whose tag says that Python should be called: kept as data, and never called. */
export class Tagged {
  constructor(
    readonly tag: string,
    readonly value: Marked,
  ) {}
}

/** Plain data with tags as marks. */
export type Marked = null | boolean | number | string | Tagged | readonly Marked[] | MarkedMap;

/** A map of YAML; a `Map`, so that no key reaches the prototype of an object. */
export type MarkedMap = ReadonlyMap<string, Marked>;

/** Tags that say no more than the kind of a value. */
const plainTag = /^tag:yaml\.org,2002:(map|seq|str|int|float|bool|null)$/;

/** Aliases in a whole config; real ones have some twenty. */
const maxAliases = 1000;

/**
 * Reads YAML with tags such as `!join` and `!import_call` as marked data. Undefined where the text is no YAML, or nested deeper
 * or larger than a config can be.
 */
export function readMarked(text: string): Marked | undefined {
  if (isTooDeep(text) || hasTooMany(text)) return undefined;
  const { stackTraceLimit } = Error;
  // The parser makes an Error for each unknown tag, whose stack nobody reads.
  Error.stackTraceLimit = 0;
  try {
    const document = parseDocument(text, { uniqueKeys: false, logLevel: 'error', prettyErrors: false });
    return document.errors.length > 0 ? undefined : new MarkedReader().read(document.contents, 0);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

class MarkedReader {
  private nodes = 0;
  private aliases = 0;
  /** Aliases that are being read again: anchors in them were met before. */
  private within = 0;
  /** Nodes by the anchors that were met so far, of which the last of a name counts. */
  private readonly anchors = new Map<string, unknown>();
  /** Nodes that aliases stand for, by their place: an anchor of that name may follow. */
  private readonly targets = new Map<unknown, unknown>();

  /** Throws a RangeError where the document is too deep or too large. */
  read(node: unknown, depth: number): Marked {
    this.nodes += 1;
    if (depth > maxDepth || this.nodes > maxNodes) throw new RangeError('too deep or too large');
    if (isAlias(node)) {
      this.aliases += 1;
      if (this.aliases > maxAliases) throw new RangeError('too many aliases');
      return this.readTarget(node, depth);
    }
    this.noteAnchor(node);
    const value = this.readUntagged(node, depth);
    const tag = isMap(node) || isSeq(node) || isScalar(node) ? node.tag : undefined;
    return tag === undefined || plainTag.test(tag) ? value : new Tagged(tag, value);
  }

  /** The parser's own `resolve` goes through the whole document for each alias. */
  private readTarget(alias: Alias, depth: number): Marked {
    if (!this.targets.has(alias)) this.targets.set(alias, this.anchors.get(alias.source) ?? null);
    this.within += 1;
    const value = this.read(this.targets.get(alias), depth + 1);
    this.within -= 1;
    return value;
  }

  private noteAnchor(node: unknown): void {
    if (this.within > 0 || !(isMap(node) || isSeq(node) || isScalar(node))) return;
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
  }

  private readUntagged(node: unknown, depth: number): Marked {
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    if (isMap(node)) {
      const map = new Map<string, Marked>();
      for (const pair of node.items) {
        if (!isPair(pair)) continue;
        this.noteAnchor(pair.key);
        const key = isScalar(pair.key) ? String(pair.key.value) : '';
        const value = this.read(pair.value, depth + 1);
        // PyYAML merges maps by `<<`, under keys that are there already.
        const merged = key === '<<' ? [value].flat().flatMap(entriesOf) : [[key, value] as const];
        for (const [name, one] of merged) if (key !== '<<' || !map.has(name)) map.set(name, one);
      }
      return map;
    }
    if (!isScalar(node)) return null;
    const { value } = node;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  }
}

/** The value below keys and through marks; null where there is none. */
export function at(marked: Marked | undefined, ...keys: readonly string[]): Marked {
  let found: Marked = marked ?? null;
  for (const key of keys) found = new Map(entriesOf(found)).get(key) ?? null;
  return unmarked(found);
}

/** Entries of a map, marked or not; none of anything else. */
export function entriesOf(marked: Marked): (readonly [string, Marked])[] {
  const value = unmarked(marked);
  return value instanceof Map ? [...(value as MarkedMap)] : [];
}

/** Items of a list, marked or not; none of anything else. */
export function itemsOf(marked: Marked): readonly Marked[] {
  const value = unmarked(marked);
  return Array.isArray(value) ? (value as readonly Marked[]) : [];
}

function unmarked(marked: Marked): Marked {
  return marked instanceof Tagged && marked.tag !== '!join' && marked.tag !== '!pathjoin'
    ? unmarked(marked.value)
    : marked;
}

/** A text; of a joined list that of its parts, undefined where one of them is no text. */
export function textOf(marked: Marked): string | undefined {
  if (marked instanceof Tagged && (marked.tag === '!join' || marked.tag === '!pathjoin')) {
    const parts = itemsOf(marked.value).map(textOf);
    const between = marked.tag === '!join' ? '' : '/';
    return parts.length > 0 && parts.every((part) => part !== undefined) ? parts.join(between) : undefined;
  }
  const value = unmarked(marked);
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** A number, also of text such as `1e-4`, which PyYAML takes for text. */
export function numberOf(marked: Marked): number | undefined {
  const value = unmarked(marked);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Numbers of a list; undefined where it is none, or something else is among them. */
export function numbersOf(marked: Marked): number[] | undefined {
  const numbers = itemsOf(marked).map(numberOf);
  return numbers.length > 0 && numbers.every((one) => one !== undefined) ? numbers : undefined;
}
