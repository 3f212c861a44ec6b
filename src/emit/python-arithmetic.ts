import {
  holdBetween,
  isOutside,
  namedFormulas,
  numbers,
  type Arithmetic,
  type NamedFormula,
  type TimeArithmetic,
} from '../distillation';
import { isPlainNumber, type Node, type Nodes, type Operation } from './node';

/** A formula that becomes a function of the source. */
export interface WrittenFunction {
  readonly formula: NamedFormula;
  readonly parameters: readonly Node[];
  readonly body: Node;
}

export type PythonArithmetic = Arithmetic<Node> & TimeArithmetic<Node>;

/** Formulas that PyTorch has or that are written by hand, and the shape of their values. */
const ready: Readonly<Record<string, 'as its inputs' | 'one column' | 'one number' | 'mask'>> = {
  [namedFormulas.logAddExp.name]: 'as its inputs',
  [namedFormulas.logSumExp.name]: 'one column',
  [namedFormulas.meanOfBatch.name]: 'one number',
  [namedFormulas.meanOfRow.name]: 'one column',
  [namedFormulas.standardDeviation.name]: 'one column',
  [holdBetween.name]: 'as its inputs',
  [isOutside.name]: 'mask',
};

/**
 * The formulas' arithmetic on nodes, from which Python is written. Numbers are computed where they are known, masks stay masks
 * until they are counted, and formulas with a name become functions.
 */
export function pythonArithmetic(nodes: Nodes, functions: Map<string, WrittenFunction>): PythonArithmetic {
  const make = new Folding(nodes);
  const apply = (formula: NamedFormula, values: readonly Node[], compute: (...values: Node[]) => Node): Node => {
    if (formula.name === namedFormulas.logLikelihood.name) {
      const [, logits] = values;
      return make.negate(make.call('cross entropy', logits === undefined ? [] : [logits], { hasColumns: false }));
    }
    const kind = ready[formula.name];
    if (kind !== undefined) {
      const isNumber = kind === 'one number';
      const shape = {
        ...(isNumber && { hasRows: false }),
        ...((isNumber || kind === 'one column') && { hasColumns: false }),
      };
      return make.call(formula.name, values, { ...shape, isMask: kind === 'mask' });
    }
    return make.call(formula.name, values, { hasColumns: define(formula, compute).body.hasColumns });
  };
  const define = (formula: NamedFormula, compute: (...values: Node[]) => Node): WrittenFunction => {
    const before = functions.get(formula.name);
    if (before !== undefined) return before;
    const parameters = formula.parameters.map((text) =>
      nodes.make({ operation: 'input', inputs: [], text: `${formula.name}: ${text}`, hasRows: true, hasColumns: true }),
    );
    const written = { formula, parameters, body: compute(...parameters) };
    functions.set(formula.name, written);
    return written;
  };
  return { ...elementary(nodes, make), apply };
}

function elementary(nodes: Nodes, make: Folding): PythonArithmetic {
  return {
    constant: (value) => make.literal(value),
    row: (row) => nodes.make({ operation: 'row', inputs: [], row, hasColumns: true }),
    add: (left, right) => make.add(left, right),
    subtract: (left, right) => make.subtract(left, right),
    multiply: (left, right) => make.multiply(left, right),
    divide: (left, right) => (make.isLiteral(right, 1) ? left : make.binary('divide', left, right)),
    power: (base, exponent) => make.binary('power', base, exponent),
    remainder: (left, right) => make.binary('remainder', left, right),
    minimum: (left, right) => make.binary('minimum', left, right),
    maximum: (left, right) => make.maximum(left, right),
    greater: (left, right) => make.compare('greater', left, right),
    select: (condition, left, right) => make.select(condition, left, right),
    exp: (value) => make.unary('exp', value, Math.exp),
    log: (value) => make.unary('log', value, Math.log),
    sqrt: (value) => make.unary('sqrt', value, Math.sqrt),
    abs: (value) => make.unary('abs', value, Math.abs),
    sin: (value) => make.unary('sin', value, Math.sin),
    cos: (value) => make.unary('cos', value, Math.cos),
    floor: (value) => make.unary('floor', value, Math.floor),
    sigmoid: (value) => make.unary('sigmoid', value, (x) => 1 / (1 + Math.exp(-x))),
    sumOfRow: (value) => (value.hasColumns ? make.reduce('sumOfRow', value, { hasColumns: false }) : value),
    maximumOfRow: (value) => (value.hasColumns ? make.reduce('maximumOfRow', value, { hasColumns: false }) : value),
    sumOfColumn: (value) => make.sumOfColumn(value),
    logSoftmax: (value) => nodes.make({ operation: 'logSoftmax', inputs: [value] }),
    detach: (value) =>
      isPlainNumber(value) || value.isMask ? value : nodes.make({ operation: 'detach', inputs: [value] }),
    named: (value, name) => {
      if (value.operation === 'literal') return make.parameter(name, value.value ?? Number.NaN);
      if (!['input', 'parameter'].includes(value.operation)) nodes.name(value, name);
      return value;
    },
  };
}

type Binary = 'add' | 'subtract' | 'multiply' | 'divide' | 'power' | 'remainder' | 'minimum' | 'maximum';

/** Makes nodes, and simpler ones where the value allows. */
class Folding {
  constructor(private readonly nodes: Nodes) {}

  literal(value: number): Node {
    return this.nodes.make({ operation: 'literal', inputs: [], value });
  }

  parameter(text: string, value: number): Node {
    return this.nodes.make({ operation: 'parameter', inputs: [], text, value });
  }

  isLiteral(node: Node, value: number): boolean {
    return node.operation === 'literal' && node.value === value;
  }

  call(
    text: string,
    inputs: readonly Node[],
    shape: { hasRows?: boolean; hasColumns?: boolean; isMask?: boolean },
  ): Node {
    return this.nodes.make({ operation: 'call', inputs, text, ...shape });
  }

  reduce(operation: Operation, value: Node, shape: { hasRows?: boolean; hasColumns?: boolean }): Node {
    return this.nodes.make({ operation, inputs: [value], ...shape });
  }

  maximum(left: Node, right: Node): Node {
    if (!left.isMask || !right.isMask) return this.binary('maximum', left, right);
    return this.nodes.make({ operation: 'any', inputs: [left, right], isMask: true });
  }

  sumOfColumn(value: Node): Node {
    if (!value.hasRows) return value;
    if (value.operation === 'negate') return this.negate(this.sumOfColumn(value.inputs[0] ?? value));
    return this.reduce(value.hasColumns ? 'sumOfColumn' : 'sumOfAll', value, { hasRows: false });
  }

  negate(value: Node): Node {
    if (value.operation === 'literal') return this.literal(-(value.value ?? Number.NaN));
    if (value.operation === 'negate') return value.inputs[0] ?? value;
    const negated = value.value === undefined ? undefined : -value.value;
    return this.nodes.make({ operation: 'negate', inputs: [value], ...(negated !== undefined && { value: negated }) });
  }

  /** A binary operation, computed when both sides are literals. */
  binary(operation: Binary, left: Node, right: Node): Node {
    if (left.value === undefined || right.value === undefined) {
      return this.nodes.make({ operation, inputs: [this.number(left), this.number(right)] });
    }
    const value = numbers[operation](left.value, right.value);
    const areLiterals = left.operation === 'literal' && right.operation === 'literal';
    return areLiterals ? this.literal(value) : this.nodes.make({ operation, inputs: [left, right], value });
  }

  /** A function of one value; of a known number it is a number. */
  unary(operation: Operation, value: Node, compute: (value: number) => number): Node {
    if (value.value !== undefined) return this.literal(compute(value.value));
    return this.nodes.make({ operation, inputs: [this.number(value)] });
  }

  add(left: Node, right: Node): Node {
    if (this.isLiteral(left, 0)) return right;
    if (this.isLiteral(right, 0)) return left;
    if (right.operation === 'negate') return this.subtract(left, right.inputs[0] ?? right);
    return this.binary('add', left, right);
  }

  subtract(left: Node, right: Node): Node {
    if (this.isLiteral(right, 0)) return left;
    if (right.isMask && this.isLiteral(left, 1)) return this.not(right);
    if (this.isLiteral(left, 0)) return this.negate(right);
    if (right.operation === 'negate') return this.add(left, right.inputs[0] ?? right);
    return this.binary('subtract', left, right);
  }

  multiply(left: Node, right: Node): Node {
    if (this.isLiteral(left, 1)) return right;
    if (this.isLiteral(right, 1)) return left;
    if (right.operation === 'negate') return this.negate(this.multiply(left, right.inputs[0] ?? right));
    // A mask of bools and a tensor of numbers have a product.
    if (left.isMask !== right.isMask && left.value === undefined && right.value === undefined) {
      return this.nodes.make({ operation: 'multiply', inputs: [left, right] });
    }
    return this.binary('multiply', left, right);
  }

  compare(operation: 'greater' | 'atLeast', left: Node, right: Node): Node {
    if (left.value !== undefined && right.value !== undefined) {
      return this.literal(numbers.greater(left.value, right.value));
    }
    return this.nodes.make({ operation, inputs: [this.number(left), this.number(right)], isMask: true });
  }

  select(condition: Node, left: Node, right: Node): Node {
    if (condition.value !== undefined) return condition.value === 0 ? right : left;
    const mask = condition.isMask
      ? condition
      : this.nodes.make({ operation: 'not', inputs: [condition], isMask: true, text: 'zero' });
    const isOther = !condition.isMask;
    const inputs = [mask, this.number(isOther ? right : left), this.number(isOther ? left : right)];
    return this.nodes.make({ operation: 'select', inputs });
  }

  private not(mask: Node): Node {
    const [left, right] = mask.inputs;
    if (mask.operation === 'greater' && left && right) return this.compare('atLeast', right, left);
    return this.nodes.make({ operation: 'not', inputs: [mask], isMask: true });
  }

  /** A mask as numbers, 1 and 0. */
  private number(value: Node): Node {
    return value.isMask ? this.nodes.make({ operation: 'number', inputs: [value] }) : value;
  }
}
