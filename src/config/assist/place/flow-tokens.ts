import type { Range } from '../../problems/problem';
import type { Language } from '../../text/tree';

export interface FlowToken extends Range {
  readonly kind: 'open' | 'close' | 'comma' | 'colon' | 'text' | 'word' | 'comment' | 'end';
  readonly text: string;
}

const json = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|"(?:[^"\\\n]|\\.)*"|"[\w-]*|[{}[\],:]|[^\s{}[\],:"]+/y;
const yaml =
  /#[^\n]*|"(?:[^"\\]|\\[^])*"|"[\w-]*|'(?:[^']|'')*'|'[\w-]*|[{}[\],]|:(?=[\s,{}[\]]|$)|(?:[^\s,{}[\]:]|:(?![\s,{}[\]]|$))+/y;
/** After a quoted key YAML takes a colon with nothing behind it. */
const yamlColon = /:/y;
const space = /\s*/y;

/** Ten times what a config of 2,000 lines has; a hostile one must not make lenses wait. */
const maxTokens = 100_000;

/** The tokens in brackets, one at a time; the last one is `end`. */
export class FlowTokens {
  private place: number;
  private before: FlowToken['kind'] = 'open';
  private left = maxTokens;

  constructor(
    private readonly text: string,
    private readonly language: Language,
    start: number,
    private readonly limit: number,
  ) {
    this.place = start;
  }

  /** The next token that is no comment, without taking it. */
  peek(): FlowToken {
    const { place, before } = this;
    let token = this.read();
    while (token.kind === 'comment') token = this.read();
    this.place = place;
    this.before = before;
    return token;
  }

  next(): FlowToken {
    return this.read();
  }

  private read(): FlowToken {
    space.lastIndex = this.place;
    space.exec(this.text);
    const start = Math.min(space.lastIndex, this.limit);
    this.left -= 1;
    if (start >= this.limit || this.left < 0) return { kind: 'end', text: '', start: this.limit, end: this.limit };
    const words = this.match(this.language === 'json' ? json : yaml, start);
    const isColon = this.before === 'text' && this.language === 'yaml' && this.text[start] === ':';
    const text = isColon ? (this.match(yamlColon, start) ?? ':') : (words ?? this.text.charAt(start));
    const end = Math.min(start + text.length, this.limit);
    const kind = kindOf(text, this.language);
    this.place = end;
    if (kind !== 'comment') this.before = kind;
    return { kind, text: this.text.slice(start, end), start, end };
  }

  private match(pattern: RegExp, start: number): string | undefined {
    pattern.lastIndex = start;
    return pattern.exec(this.text)?.[0];
  }
}

function kindOf(text: string, language: Language): FlowToken['kind'] {
  switch (text.charAt(0)) {
    case '{':
    case '[':
      return 'open';
    case '}':
    case ']':
      return 'close';
    case ',':
      return 'comma';
    case ':':
      return text.length === 1 ? 'colon' : 'word';
    case '"':
      return 'text';
    case "'":
      return language === 'yaml' ? 'text' : 'word';
    case '#':
      return language === 'yaml' ? 'comment' : 'word';
    case '/':
      return language === 'json' && /^\/[/*]/.test(text) ? 'comment' : 'word';
    default:
      return 'word';
  }
}

/** The word of a token without its quotes. */
export function wordOf({ kind, text }: FlowToken): string {
  return kind === 'text' ? text.slice(1, isClosed(text) ? -1 : undefined) : text;
}

/** Whether a quoted word has its closing quote. */
export function isClosed(text: string): boolean {
  return text.length > 1 && text.endsWith(text.charAt(0));
}
