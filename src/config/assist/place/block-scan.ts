import { FlowLimits } from './flow-limits';
import { scanFlow } from './flow-scan';
import type { Scan } from './cursor';

interface Block {
  readonly indent: number;
  readonly path: readonly string[];
  lastKey: string;
  /** The index of the last key's last item; -1 before a dash. */
  item: number;
  /** Whether the last key's value stands on its line, so that nothing can be nested in it. */
  isFilled: boolean;
}

/** The path of what is nested in the last key of a block, or in its last item. */
function below({ path, lastKey, item }: Block): string[] {
  return item < 0 ? [...path, lastKey] : [...path, lastKey, String(item)];
}

/** Scans YAML line by line, closed or not. Keys and the spot at the offset go into `scan`. */
export function scanBlocks(text: string, offset: number, scan: Scan): void {
  const scanner = new BlockScanner(text, offset, scan);
  let place = 0;
  while (place <= text.length) place = scanner.line(place);
}

interface Key {
  readonly key: string;
  readonly start: number;
  readonly column: number;
  readonly colonEnd: number;
}

/** The value at the start of a line's rest, without the comment behind it. */
function withoutComment(rest: string): string {
  const comment = rest.includes('#') ? rest.search(/(?:^|\s)#/) : -1;
  return (comment < 0 ? rest : rest.slice(0, comment)).trimEnd();
}

class BlockScanner {
  private blocks: Block[] = [];
  /** The lines of a block text are indented further than this. */
  private textIndent: number | undefined;
  private readonly limits: FlowLimits;

  constructor(
    private readonly text: string,
    private readonly offset: number,
    private readonly scan: Scan,
  ) {
    this.limits = new FlowLimits(text);
  }

  /** Reads the line that begins at a place, and what goes on after it in brackets or quotes. Gives the next line. */
  line(start: number): number {
    const next = this.lineAfter(start);
    const end = next - 1;
    const line = this.text.slice(start, end);
    const indent = line.length - line.trimStart().length;
    const isEmpty = line.trim() === '';
    if (this.textIndent !== undefined && (isEmpty || indent > this.textIndent)) return next;
    if (line.slice(0, indent).includes('\t')) return next;
    this.textIndent = undefined;
    if (isEmpty || line[indent] === '#') {
      const isBeforeComment = isEmpty || this.offset < start + indent;
      if (this.isIn(start, end) && isBeforeComment) this.emptySpot(this.offset - start, next);
      return next;
    }
    if (/^(?:---|\.\.\.|%)/.test(line)) {
      this.blocks = [];
      return next;
    }
    return this.content(start, start + indent, end, next);
  }

  private content(lineStart: number, from: number, end: number, next: number): number {
    let place = from;
    while (this.text[place] === '-' && /^-(?:\s|$)/.test(this.text.slice(place, place + 2))) {
      this.item(place, place - lineStart);
      place += 1;
      while (this.text[place] === ' ') place += 1;
      if (place < end) continue;
      if (this.isIn(place, end)) this.valueSpot(this.itemPath(), this.offset, this.offset, false);
      return next;
    }
    const isItem = place > from;
    if (/[{[]/.test(this.text.charAt(place)) && (this.blocks.length === 0 || isItem)) {
      return this.brackets(place, isItem ? this.itemPath() : [], -1, next);
    }
    const key = this.keyAt(place, end);
    if (key) return this.entry({ ...key, start: place, column: place - lineStart }, end, next);
    this.loose(lineStart, place, end);
    return next;
  }

  /** The key at a place with where its colon ends, found without a pattern that could take long on a long line. */
  private keyAt(start: number, end: number): { key: string; colonEnd: number } | undefined {
    const line = this.text.slice(start, end);
    const quoted = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')\s*:(?=\s|$)/.exec(line);
    if (quoted) return { key: quoted[1] ?? quoted[2] ?? '', colonEnd: start + quoted[0].length };
    if (/^[\s#{}[\],&*!|>'"%@`]/.test(line)) return undefined;
    const colon = line.search(/:(?:\s|$)/);
    const comment = line.includes('#') ? line.search(/\s#/) : -1;
    if (colon < 0 || (comment >= 0 && comment < colon)) return undefined;
    return { key: line.slice(0, colon).trimEnd(), colonEnd: start + colon + 1 };
  }

  private isIn(start: number, end: number): boolean {
    return this.offset >= start && this.offset <= end;
  }

  /** A dash: an item of the last key of the block around it. */
  private item(place: number, column: number): void {
    while ((this.blocks.at(-1)?.indent ?? -1) > column) this.blocks.pop();
    const parent = this.blocks.at(-1);
    if (!parent) return;
    parent.isFilled = true;
    parent.item += 1;
    const path = [...parent.path, parent.lastKey];
    this.scan.writtenKeys.push({ path, key: String(parent.item), start: place, end: place + 1 });
  }

  private itemPath(): string[] {
    const parent = this.blocks.at(-1);
    return parent ? below(parent) : ['0'];
  }

  /** The block that a key at a column belongs to, made if the key is the first one in it. */
  private blockAt(indent: number): Block {
    while ((this.blocks.at(-1)?.indent ?? -1) > indent) this.blocks.pop();
    const top = this.blocks.at(-1);
    if (top?.indent === indent) return top;
    const block = { indent, path: top ? below(top) : [], lastKey: '', item: -1, isFilled: false };
    this.blocks.push(block);
    return block;
  }

  private entry({ key, start, column, colonEnd }: Key, end: number, next: number): number {
    const block = this.blockAt(column);
    block.lastKey = key;
    block.item = -1;
    const path = [...block.path, key];
    const keyEnd = start + this.text.slice(start, colonEnd - 1).trimEnd().length;
    const quote = this.offset > start ? /["']/.exec(this.text.charAt(start))?.[0] : undefined;
    if (this.isIn(start, quote ? keyEnd - 1 : keyEnd)) {
      this.keySpot(column, quote ? start + 1 : start, quote ? keyEnd - 1 : keyEnd, true, quote);
    }
    const rest = this.text.slice(colonEnd, end);
    const valueStart = colonEnd + (/^\s*(?:[&!]\S*\s+)*/.exec(rest)?.[0].length ?? 0);
    const bare = withoutComment(rest.slice(valueStart - colonEnd));
    block.isFilled = bare !== '';
    const value = bare.replace(/^(["'])(.*)\1$/, '$2');
    const place = { path: block.path, key, start, end: keyEnd, indent: column };
    this.scan.writtenKeys.push(value ? Object.assign(place, { value }) : place);
    if (/^[{[]/.test(bare)) return this.brackets(valueStart, path, column, next);
    if (/^[|>][-+\d]*$/.test(bare)) this.textIndent = column;
    else this.value(path, bare, colonEnd, valueStart);
    return this.afterQuotes(valueStart, bare, next);
  }

  private value(path: readonly string[], bare: string, colonEnd: number, start: number): void {
    const { offset } = this;
    if (bare === '') {
      // Behind the last space a comment may stand.
      if (this.isIn(colonEnd, start)) this.valueSpot(path, offset, offset, offset === colonEnd);
      return;
    }
    const quote = offset > start ? /^["']/.exec(bare)?.[0] : undefined;
    if (this.isIn(start, start + bare.length)) {
      this.valueSpot(path, start + (quote ? 1 : 0), start + bare.length, false, quote);
    }
  }

  /** Quoted text may go on over several lines; what never ends is taken to end with its line. */
  private afterQuotes(start: number, bare: string, next: number): number {
    const quote = /^(["'])(?!.*\1$)/.exec(bare)?.[1];
    if (quote === undefined) return next;
    const pattern = quote === '"' ? /"(?:[^"\\]|\\[^])*"/y : /'(?:[^']|'')*'/y;
    pattern.lastIndex = start;
    const end = pattern.exec(this.text) ? pattern.lastIndex : 0;
    return end > next ? this.lineAfter(end) : next;
  }

  private brackets(start: number, path: readonly string[], indent: number, next: number): number {
    const { text, offset } = this;
    const limit = indent < 0 ? text.length : this.limits.after(start, indent);
    const end = scanFlow({ text, language: 'yaml', start, limit, path, offset }, this.scan);
    return Math.max(next, this.lineAfter(end));
  }

  private lineAfter(place: number): number {
    const newline = this.text.indexOf('\n', place);
    return newline < 0 ? this.text.length + 1 : newline + 1;
  }

  /** A line without a colon: a key that is being typed, or text that goes on. */
  private loose(lineStart: number, start: number, end: number): void {
    if (!this.isIn(start, end)) return;
    const word = /^["']?[\w-]*["']?/.exec(this.text.slice(start, end))?.[0] ?? '';
    if (this.offset > start + word.length) return;
    const isItem = this.text.slice(lineStart, start).includes('-');
    if (isItem) this.valueSpot(this.itemPath(), start, start + word.length, false);
    const quote = this.offset > start ? /^["']/.exec(word)?.[0] : undefined;
    if (!isItem) this.keySpot(start - lineStart, start + (quote ? 1 : 0), start + word.length, false, quote);
  }

  /** On a line of its own a key may not stand before a line that is further in: it would tear a block apart. */
  private emptySpot(column: number, next: number): void {
    const following = /^[ \t]*(?![ \t#\r\n])/gm;
    following.lastIndex = next;
    const indent = following.exec(this.text)?.[0].length ?? 0;
    if (next > this.text.length || indent <= column) this.keySpot(column, this.offset, this.offset, false);
  }

  private keySpot(column: number, start: number, end: number, hasColon: boolean, quote?: string): void {
    const top = this.blocks.findLast(({ indent }) => indent <= column);
    if (top && top.indent < column && top.isFilled) return;
    const path = !top ? [] : top.indent === column ? top.path : below(top);
    const commas = { needsCommaBefore: false, needsCommaAfter: false };
    this.scan.spot = { mode: 'key', path, column, start, end, hasColon, ...commas, ...(quote ? { quote } : {}) };
  }

  private valueSpot(path: readonly string[], start: number, end: number, needsSpace: boolean, quote?: string): void {
    const commas = { needsCommaBefore: false, needsCommaAfter: false };
    this.scan.spot = { mode: 'value', path, start, end, needsSpace, ...commas, ...(quote ? { quote } : {}) };
  }
}
