import { namedFormulas } from '../distillation';
import type { Node } from './node';

/** Precedence of Python's operators, from the loosest. */
const binds = { comparison: 1, or: 2, and: 3, sum: 4, product: 5, sign: 6, power: 7, atom: 8 } as const;

interface Written {
  readonly text: string;
  readonly binds: number;
}

function unnamed({ text }: Node): never {
  throw new Error(`'${text}' has no name in the source`);
}

const atom = (text: string): Written => ({ text, binds: binds.atom });

/** The name of an identifier of Python: `log_p` for `log p`. */
export function identifier(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
}

/** A number as Python writes it; `isFloat` keeps it from being an integer. */
export function literal(value: number, isFloat = false): string {
  if (Number.isNaN(value)) return 'math.nan';
  if (!Number.isFinite(value)) return value > 0 ? 'math.inf' : '-math.inf';
  if (value === Math.PI) return 'math.pi';
  const text = String(value).replace('e+', 'e');
  return isFloat && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Writes a node as an expression of Python; `variable` names those that stand for themselves. */
export function writeExpression(node: Node, variable: (node: Node) => string | undefined): string {
  return new Writer(variable).write(node).text;
}

class Writer {
  constructor(private readonly variable: (node: Node) => string | undefined) {}

  /** The expression of a node, without its own name. */
  write(node: Node): Written {
    const [first = node, second = first, ...others] = node.inputs;
    if (isMaskOperation(node.operation)) return this.mask(node.operation, node);
    switch (node.operation) {
      case 'literal':
        return this.number(node.value ?? Number.NaN, false);
      case 'parameter':
      case 'input':
      case 'row':
        return unnamed(node);
      case 'call':
        return this.call(node);
      case 'negate':
        return { text: `-${this.within(first, binds.sign)}`, binds: binds.sign };
      case 'add':
      case 'subtract':
      case 'divide':
      case 'remainder':
        return this.infix(first, ...this.rightOf(node.operation, second));
      case 'multiply':
        return this.product(first, second);
      case 'power':
        return this.power(first, this.within(second, binds.sign));
      case 'minimum':
      case 'maximum':
        return this.extreme(node.operation, first, second);
      case 'select':
        return atom(
          `torch.where(${this.text(first)}, ${[second, ...others].map((input) => this.choice(input)).join(', ')})`,
        );
      case 'logSoftmax':
        return atom(`F.log_softmax(${this.text(first)}, dim=1)`);
      default:
        return atom(`${this.within(first, binds.atom)}${methods[node.operation]}`);
    }
  }

  private mask(operation: MaskOperation, { inputs, text }: Node): Written {
    const [first, second = first] = inputs;
    if (first === undefined || second === undefined) throw new Error(`'${operation}' has no inputs`);
    switch (operation) {
      case 'not':
        if (text === 'zero') return this.infix(first, '==', '0', binds.comparison);
        return { text: `~${this.within(first, binds.sign)}`, binds: binds.sign };
      case 'any':
        return this.infix(first, '|', this.within(second, binds.or + 1), binds.or);
      case 'both':
        return this.infix(first, '&', this.within(second, binds.and + 1), binds.and);
      case 'greater':
        return this.compare(first, second, '>', '<');
      case 'atLeast':
        return this.compare(first, second, '>=', '<=');
    }
  }

  private rightOf(operation: keyof typeof infixes, right: Node): [sign: string, text: string, level: number] {
    const [sign, level] = infixes[operation];
    return [sign, this.within(right, level + 1), level];
  }

  private text(node: Node): string {
    return this.named(node).text;
  }

  private named(node: Node): Written {
    const name = this.variable(node);
    return name === undefined ? this.write(node) : atom(name);
  }

  /** A parameter stands before what it multiplies, and a square is one. */
  private product(left: Node, right: Node): Written {
    if (left === right) return this.power(left, '2');
    const [first, second] = left.value === undefined && right.value !== undefined ? [right, left] : [left, right];
    return this.infix(first, '*', this.within(second, binds.product + 1), binds.product);
  }

  /** In parentheses where it binds less than its place demands. */
  private within(node: Node, least: number): string {
    const written = this.named(node);
    return written.binds >= least ? written.text : `(${written.text})`;
  }

  private infix(left: Node, operator: string, right: string, level: number): Written {
    const least = level === binds.comparison ? binds.or : level;
    return { text: `${this.within(left, least)} ${operator} ${right}`, binds: level };
  }

  /** The number, where there is one, stands on the right. */
  private compare(left: Node, right: Node, operator: string, turned: string): Written {
    if (left.value === undefined) return this.infix(left, operator, this.within(right, binds.or), binds.comparison);
    return this.infix(right, turned, this.within(left, binds.or), binds.comparison);
  }

  /** As a formatter leaves it: close together between names and numbers. */
  private power(base: Node, exponent: string): Written {
    const left = this.within(base, binds.atom);
    const isSimple = /^[\w.]+$/.test(left) && /^-?[\w.]+$/.test(exponent);
    return { text: isSimple ? `${left}**${exponent}` : `${left} ** ${exponent}`, binds: binds.power };
  }

  private number(value: number, isFloat: boolean): Written {
    const text = literal(value, isFloat);
    return { text, binds: text.startsWith('-') ? binds.sign : binds.atom };
  }

  /** An input of `torch.where`: two integers would give integers. */
  private choice(node: Node): string {
    return node.operation === 'literal' ? this.number(node.value ?? Number.NaN, true).text : this.text(node);
  }

  private extreme(operation: 'minimum' | 'maximum', left: Node, right: Node): Written {
    const [number, tensor] = left.value === undefined ? [right, left] : [left, right];
    if (tensor.value !== undefined) {
      return atom(`${operation === 'minimum' ? 'min' : 'max'}(${this.text(left)}, ${this.text(right)})`);
    }
    if (number.value === undefined) return atom(`torch.${operation}(${this.text(left)}, ${this.text(right)})`);
    const limit = operation === 'minimum' ? 'max' : 'min';
    const other = operation === 'minimum' ? 'maximum' : 'minimum';
    const inner = tensor.inputs.find(({ value }) => value === undefined);
    const bound = tensor.inputs.find(({ value }) => value !== undefined);
    if (tensor.operation === other && this.variable(tensor) === undefined && inner && bound) {
      const [low, high] = operation === 'maximum' ? [number, bound] : [bound, number];
      return atom(`${this.within(inner, binds.atom)}.clamp(min=${this.text(low)}, max=${this.text(high)})`);
    }
    return atom(`${this.within(tensor, binds.atom)}.clamp(${limit}=${this.text(number)})`);
  }

  private call({ text, inputs }: Node): Written {
    const [first] = inputs;
    const words = inputs.map((input) => this.text(input)).join(', ');
    switch (text) {
      case namedFormulas.logAddExp.name:
        return atom(`torch.logaddexp(${words})`);
      case namedFormulas.logSumExp.name:
        return atom(`torch.logsumexp(${words}, dim=1, keepdim=True)`);
      case namedFormulas.meanOfBatch.name:
        return atom(`self.mean_of_batch(${words})`);
      case namedFormulas.meanOfRow.name:
        return atom(first ? `${this.within(first, binds.atom)}.mean(dim=1, keepdim=True)` : '');
      case 'cross entropy':
        return atom(`cross_entropy(${words}, labels)`);
      default:
        return atom(`${identifier(text)}(${words})`);
    }
  }
}

const maskOperations = ['not', 'any', 'both', 'greater', 'atLeast'] as const;

type MaskOperation = (typeof maskOperations)[number];

const isMaskOperation = (operation: string): operation is MaskOperation =>
  maskOperations.some((known) => known === operation);

const infixes = {
  add: ['+', binds.sum],
  subtract: ['-', binds.sum],
  divide: ['/', binds.product],
  remainder: ['%', binds.product],
} as const;

const methods = {
  number: '.float()',
  exp: '.exp()',
  log: '.log()',
  sqrt: '.sqrt()',
  abs: '.abs()',
  sin: '.sin()',
  cos: '.cos()',
  floor: '.floor()',
  sigmoid: '.sigmoid()',
  detach: '.detach()',
  likeLogits: '.to(student_logits)',
  sumOfRow: '.sum(dim=1, keepdim=True)',
  maximumOfRow: '.amax(dim=1, keepdim=True)',
  sumOfAll: '.sum()',
  sumOfColumn: '.sum(dim=0, keepdim=True)',
} as const;
