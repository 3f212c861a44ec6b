/** Names that an expression may use, with what they stand for. */
export const expressionNames = {
  epoch: 'the epoch, with its fraction',
  epochs: 'all epochs of the run',
  step: 'the step, from 0',
  steps: 'all steps of the run',
  confidence: 'the teacher’s largest probability at T = 1',
  entropy: 'the entropy of the teacher’s probabilities at T = 1, in nats',
  classFrequency: 'the training examples of the sample’s class, divided by those of the most frequent class',
  teacherMax: 'the teacher’s largest logit',
  studentMax: 'the student’s largest logit',
} as const;

export type ExpressionName = keyof typeof expressionNames;

/** Functions by name, with the number of their arguments. */
export const expressionFunctions = { min: 2, max: 2, exp: 1, log: 1, sqrt: 1, abs: 1, sin: 1, cos: 1 } as const;

export type ExpressionFunction = keyof typeof expressionFunctions;

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: ExpressionName }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'call'; readonly name: ExpressionFunction; readonly arguments: readonly Expression[] }
  | {
      readonly kind: 'choice';
      readonly condition: Expression;
      readonly left: Expression;
      readonly right: Expression;
    };

export type BinaryOperator = '+' | '-' | '*' | '/' | '^' | '<' | '>';

/** An expression that cannot be read; `offset` counts characters from its start. */
export class ExpressionError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(`${message} at character ${offset + 1}`);
  }
}

interface Token {
  readonly text: string;
  readonly offset: number;
}

/** Deeper nesting is refused, so that reading cannot exhaust the stack. */
const deepest = 50;
const longest = 1000;

/**
 * Reads an arithmetic expression: numbers, names, + − * / ^, comparisons, `condition ? a : b`, parentheses and functions.
 * Nothing is executed. Throws an ExpressionError with the place.
 */
export function parseExpression(text: string): Expression {
  if (text.length > longest) throw new ExpressionError(`the expression is longer than ${longest} characters`, longest);
  return new Parser(tokensOf(text), text.length).parse();
}

function tokensOf(text: string): Token[] {
  const pattern = /\s+|(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|[-+*/^()<>?:,])/gy;
  const tokens: Token[] = [];
  while (pattern.lastIndex < text.length) {
    const offset = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw new ExpressionError(`'${text[offset] ?? ''}' has no meaning here`, offset);
    if (match[1] !== undefined) tokens.push({ text: match[1], offset });
  }
  return tokens;
}

class Parser {
  private place = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly end: number,
  ) {}

  parse(): Expression {
    const whole = this.choice();
    const rest = this.tokens[this.place];
    if (rest !== undefined) throw new ExpressionError(`'${rest.text}' is not expected`, rest.offset);
    return whole;
  }

  private choice(): Expression {
    this.depth += 1;
    if (this.depth > deepest) throw new ExpressionError(`more than ${deepest} levels`, this.offset());
    const condition = this.comparison();
    if (!this.take('?')) {
      this.depth -= 1;
      return condition;
    }
    const left = this.choice();
    this.expect(':');
    const right = this.choice();
    this.depth -= 1;
    return { kind: 'choice', condition, left, right };
  }

  private comparison(): Expression {
    return this.chain(() => this.sum(), ['<', '>']);
  }

  private sum(): Expression {
    return this.chain(() => this.product(), ['+', '-']);
  }

  private product(): Expression {
    return this.chain(() => this.unary(), ['*', '/']);
  }

  private chain(part: () => Expression, operators: readonly BinaryOperator[]): Expression {
    let left = part();
    for (;;) {
      const operator = operators.find((candidate) => this.take(candidate));
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: part() };
    }
  }

  /** A sign binds less than a power: −2^2 is −4. */
  private unary(): Expression {
    let isNegative = false;
    while (this.tokens[this.place]?.text === '-' || this.tokens[this.place]?.text === '+') {
      if (this.take('-')) isNegative = !isNegative;
      else this.take('+');
    }
    const value = this.power();
    if (!isNegative) return value;
    return { kind: 'binary', operator: '-', left: { kind: 'number', value: 0 }, right: value };
  }

  /** From right to left: 2^3^2 is 2^9. */
  private power(): Expression {
    const bases = [this.primary()];
    while (this.take('^')) bases.push(this.take('-') ? negative(this.primary()) : this.primary());
    return bases.reduceRight((right, left) => ({ kind: 'binary', operator: '^', left, right }));
  }

  private primary(): Expression {
    const token = this.tokens[this.place];
    if (token === undefined) throw new ExpressionError('something is missing', this.end);
    this.place += 1;
    if (token.text === '(') {
      const inner = this.choice();
      this.expect(')');
      return inner;
    }
    if (/^[\d.]/.test(token.text)) return { kind: 'number', value: Number(token.text) };
    if (Object.hasOwn(expressionFunctions, token.text)) return this.call(token, token.text as ExpressionFunction);
    if (Object.hasOwn(expressionNames, token.text)) return { kind: 'name', name: token.text as ExpressionName };
    if (/^\w/.test(token.text)) {
      const known = [...Object.keys(expressionNames), ...Object.keys(expressionFunctions)].join(', ');
      throw new ExpressionError(`'${token.text}' is unknown; there are ${known};`, token.offset);
    }
    throw new ExpressionError(`'${token.text}' is not expected`, token.offset);
  }

  private call(token: Token, name: ExpressionFunction): Expression {
    this.expect('(');
    const values = [this.choice()];
    while (this.take(',')) values.push(this.choice());
    this.expect(')');
    const wanted = expressionFunctions[name];
    if (values.length === wanted) return { kind: 'call', name, arguments: values };
    throw new ExpressionError(
      wanted === 1
        ? `${name} takes 1 value, not ${values.length},`
        : `${name} takes ${wanted} values, not ${values.length},`,
      token.offset,
    );
  }

  private offset(): number {
    return this.tokens[this.place]?.offset ?? this.end;
  }

  private take(text: string): boolean {
    if (this.tokens[this.place]?.text !== text) return false;
    this.place += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw new ExpressionError(`'${text}' is missing`, this.offset());
  }
}

function negative(value: Expression): Expression {
  return { kind: 'binary', operator: '-', left: { kind: 'number', value: 0 }, right: value };
}

/** The names that an expression uses. */
export function namesIn(expression: Expression): Set<ExpressionName> {
  switch (expression.kind) {
    case 'number':
      return new Set();
    case 'name':
      return new Set([expression.name]);
    case 'binary':
      return new Set([...namesIn(expression.left), ...namesIn(expression.right)]);
    case 'call':
      return new Set(expression.arguments.flatMap((value) => [...namesIn(value)]));
    case 'choice':
      return new Set([...namesIn(expression.condition), ...namesIn(expression.left), ...namesIn(expression.right)]);
  }
}
