import type { Language } from '../../text/tree';
import { FlowTokens, isClosed, wordOf, type FlowToken } from './flow-tokens';
import type { Scan } from './cursor';

interface Frame {
  readonly isMap: boolean;
  readonly path: readonly string[];
  /** The kind of token that is expected next. */
  expects: 'key' | 'colon' | 'value' | 'comma';
  key: string;
  /** Commas so far, so in a list the index of its item. */
  item: number;
  keyToken?: FlowToken;
}

export interface FlowStart {
  readonly text: string;
  readonly language: Language;
  /** The offset of the opening bracket. */
  readonly start: number;
  /** The offset at which the brackets end at the latest. */
  readonly limit: number;
  /** The path of the key whose value the brackets are. */
  readonly path: readonly string[];
  readonly offset: number;
}

/** Scans brackets, closed or not, and gives where they end. Keys and the spot at the offset go into `scan`. */
export function scanFlow(flow: FlowStart, scan: Scan): number {
  const tokens = new FlowTokens(flow.text, flow.language, flow.start, flow.limit);
  const scanner = new FlowScanner(flow, tokens, scan);
  let before = flow.start;
  for (;;) {
    const token = tokens.next();
    scanner.look(token, before);
    if (token.kind === 'end') return token.end;
    scanner.take(token);
    if (scanner.isClosed) return token.end;
    if (scanner.isTooDeep) return flow.limit;
    before = token.end;
  }
}

class FlowScanner {
  private readonly frames: Frame[] = [];
  private isLooked = false;

  constructor(
    private readonly flow: FlowStart,
    private readonly tokens: FlowTokens,
    private readonly scan: Scan,
  ) {}

  get isClosed(): boolean {
    return this.frames.length === 0;
  }

  /** The schema ends long before; following a hostile text further would take long. */
  get isTooDeep(): boolean {
    return this.frames.length > 64;
  }

  /** Notes the spot when the offset lies on the token or in the space before it. */
  look(token: FlowToken, before: number): void {
    const { offset } = this.flow;
    const frame = this.frames.at(-1);
    if (this.isLooked || !frame || offset < before || offset > token.end) return;
    const isWord = token.kind === 'text' || token.kind === 'word';
    const isBefore = offset < token.start || (offset === token.start && !(isWord && frame.expects === 'value'));
    if (!isBefore && !isWord && token.kind !== 'comment') return;
    this.isLooked = true;
    if (isBefore) this.noteSpace(frame, token);
    else if (isWord) this.note(frame, this.tokens.peek(), token);
  }

  private noteSpace(frame: Frame, token: FlowToken): void {
    const next = token.kind === 'comment' ? this.tokens.peek() : token;
    const isKeyNext = next === token && this.tokens.peek().kind === 'colon';
    const isValueNext = next.kind === 'open' || ((next.kind === 'word' || next.kind === 'text') && !isKeyNext);
    if (frame.isMap && frame.expects === 'value' && isValueNext) return;
    this.note(frame, next, undefined);
  }

  private note(frame: Frame, next: FlowToken, word: FlowToken | undefined): void {
    const { offset, text } = this.flow;
    const needsCommaBefore = frame.expects === 'comma';
    // Behind its opening quote a word goes on; a comma would have to stand before the quote.
    const isInside = word?.kind === 'text' && offset > word.start && !needsCommaBefore;
    const quote = isInside ? { quote: word.text.charAt(0) } : {};
    const start = (word?.start ?? offset) + (isInside ? 1 : 0);
    const isLast = next.kind === 'comma' || next.kind === 'close' || next.kind === 'end';
    if (frame.isMap && (frame.expects === 'key' || frame.expects === 'comma')) {
      const hasColon = word !== undefined && next.kind === 'colon';
      if (hasColon && isInside && isClosed(word.text) && offset === word.end) return;
      const end = word === undefined ? offset : word.end - (hasColon && isInside && isClosed(word.text) ? 1 : 0);
      const commas = { needsCommaBefore, needsCommaAfter: !hasColon && !isLast };
      this.scan.spot = { mode: 'key', path: frame.path, start, end, hasColon, ...commas, ...quote };
      return;
    }
    if (frame.expects === 'colon' || (!frame.isMap && word && frame.expects === 'comma')) return;
    const path = [...frame.path, frame.isMap ? frame.key : String(frame.item)];
    const end = word?.end ?? offset;
    const needsSpace = word === undefined && text[offset - 1] === ':';
    const commas = { needsCommaBefore, needsCommaAfter: !isLast };
    this.scan.spot = { mode: 'value', path, start, end, needsSpace, ...commas, ...quote };
  }

  take(token: FlowToken): void {
    const frame = this.frames.at(-1);
    switch (token.kind) {
      case 'open':
        this.open(token, frame);
        break;
      case 'close':
        this.frames.pop();
        break;
      case 'comma':
        if (frame) {
          frame.expects = frame.isMap ? 'key' : 'value';
          frame.item += 1;
        }
        break;
      case 'colon':
        if (frame?.expects === 'colon') frame.expects = 'value';
        break;
      case 'text':
      case 'word':
        if (frame) this.takeWord(token, frame);
        break;
      case 'comment':
      case 'end':
        break;
    }
  }

  private open(token: FlowToken, frame: Frame | undefined): void {
    const isMap = token.text === '{';
    const path = frame ? [...frame.path, frame.isMap ? frame.key : String(frame.item)] : this.flow.path;
    if (frame) frame.expects = 'comma';
    this.frames.push({ isMap, path, expects: isMap ? 'key' : 'value', key: '', item: 0 });
  }

  private takeWord(token: FlowToken, frame: Frame): void {
    const isKey =
      frame.isMap && (frame.expects === 'key' || (frame.expects !== 'value' && this.tokens.peek().kind === 'colon'));
    if (isKey) {
      frame.key = wordOf(token);
      frame.keyToken = token;
      frame.expects = 'colon';
      this.scan.writtenKeys.push({ path: frame.path, key: frame.key, start: token.start, end: token.end });
    } else if (frame.expects === 'value') {
      frame.expects = 'comma';
      const last = this.scan.writtenKeys.at(-1);
      if (frame.isMap && last?.start === frame.keyToken?.start && last) {
        this.scan.writtenKeys[this.scan.writtenKeys.length - 1] = { ...last, value: wordOf(token) };
      }
    }
  }
}
