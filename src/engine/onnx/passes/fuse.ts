import { equalShapes, sizeOf } from '../graph/shape';
import type { Graph } from '../graph/graph';
import type { GraphNode, GraphValue } from '../graph/node';
import {
  bindRule,
  declined,
  Declined,
  ignoreDeclines,
  rewriteEach,
  unmatched,
  type Pass,
  type Rewriter,
  type Rule,
} from './pass';

interface Biased {
  readonly operation: GraphNode;
  readonly bias: GraphValue;
}

function addBias({ operation, bias }: Biased, { outputs }: GraphNode, rewriter: Rewriter): void {
  rewriter.emit({ ...operation, inputs: [...operation.inputs, bias], outputs });
}

/** Add(Gemm(a, b), bias) → Gemm(a, b, bias). */
const biasIntoGemm: Rule<Biased> = {
  name: 'bias-into-gemm',
  operations: ['Add'],
  match: ({ inputs }, { graph }) =>
    firstMatch(inputs, (sums, bias) => {
      const operation = soleProducer(graph, sums, 'Gemm');
      if (operation instanceof Declined) return operation;
      if (operation.inputs.length !== 2) return declined('the Gemm adds something already');
      return equalShapes(bias.shape, [sums.shape.at(-1) ?? 0])
        ? { operation, bias }
        : declined('the addend is not a row with a number for each column');
    }),
  rewrite: addBias,
};

/** Add(Conv(x, w), Reshape(bias)) → Conv(x, w, bias). */
const biasIntoConv: Rule<Biased> = {
  name: 'bias-into-conv',
  operations: ['Add'],
  match: ({ inputs }, { graph }) =>
    firstMatch(inputs, (sums, addend) => {
      const operation = soleProducer(graph, sums, 'Conv');
      if (operation instanceof Declined) return operation;
      const channels = sums.shape[1] ?? 0;
      if (operation.inputs.length !== 2) return declined('the Conv adds something already');
      if (!equalShapes(addend.shape, [1, channels, 1, 1]))
        return declined('the addend is not a number for each channel');
      const bias = graph.producer(addend)?.inputs[0];
      return bias !== undefined && equalShapes(bias.shape, [channels])
        ? { operation, bias }
        : declined('the addend is not made from a list [channels]');
    }),
  rewrite: addBias,
};

interface Update {
  readonly product: GraphNode;
  readonly weight: GraphValue;
  /** The scalar factor of the product, where there is one. */
  readonly rate: GraphValue | undefined;
}

/**
 * Sub(w, Gemm(a, b)) → Gemm(a, b, w; alpha=-1), Sub(w, Mul(rate, Gemm(a, b))) → Gemm(Mul(a, rate), b, w; alpha=-1) with the
 * rate at the smaller operand.
 */
const updateIntoGemm: Rule<Update> = {
  name: 'update-into-gemm',
  operations: ['Sub'],
  match: ({ inputs: [weight, change] }, { graph }) => {
    if (weight === undefined || change === undefined) return declined('it has no two operands');
    const alone = checkProduct(graph, change, weight);
    if (!(alone instanceof Declined)) return { product: alone, weight, rate: undefined };
    const scaled = soleProducer(graph, change, 'Mul');
    if (scaled instanceof Declined) return alone;
    return firstMatch(scaled.inputs, (rate, gradient) => {
      const product = checkProduct(graph, gradient, weight);
      if (product instanceof Declined) return product;
      return rate.shape.length === 0 ? { product, weight, rate } : declined('the factor of the product is no scalar');
    });
  },
  rewrite: ({ product, weight, rate }, { outputs }, rewriter) => {
    const [a, b] = product.inputs;
    if (a === undefined || b === undefined) return;
    const attributes = { ...product.attributes, alpha: { float: -1 } };
    if (rate === undefined) {
      rewriter.emit({ ...product, inputs: [a, b, weight], outputs, attributes });
      return;
    }
    const isFirst = sizeOf(a.shape) < sizeOf(b.shape);
    const factor = { ...(isFirst ? a : b), name: `${outputs[0]?.name ?? ''}:factor` };
    rewriter.emit({ opType: 'Mul', inputs: [isFirst ? a : b, rate], outputs: [factor], attributes: {} });
    rewriter.emit({ ...product, inputs: isFirst ? [factor, b, weight] : [a, factor, weight], outputs, attributes });
  },
};

interface Accumulation {
  readonly product: GraphNode;
  readonly state: GraphValue;
  readonly decay: number;
}

/** Add(Gemm(a, b), Mul(decay, state)) → Gemm(a, b, state; beta=decay), as momentum has it. */
const decayedStateIntoGemm: Rule<Accumulation> = {
  name: 'decayed-state-into-gemm',
  operations: ['Add'],
  match: ({ inputs }, { graph }) =>
    firstMatch(inputs, (gradient, kept) => {
      const product = checkProduct(graph, gradient, kept);
      if (product instanceof Declined) return product;
      const decayed = soleProducer(graph, kept, 'Mul');
      if (decayed instanceof Declined) return decayed;
      return firstMatch(decayed.inputs, (factor, state) => {
        const decay = graph.constants.scalar(factor);
        return decay === undefined ? declined('the decay is no constant') : { product, state, decay };
      });
    }),
  rewrite: ({ product, state, decay }, { outputs }, rewriter) =>
    rewriter.emit({
      ...product,
      inputs: [...product.inputs, state],
      outputs,
      attributes: { ...product.attributes, beta: { float: decay } },
    }),
};

interface Quotient {
  readonly operation: GraphNode;
  readonly image: GraphValue;
  readonly filter: GraphValue;
  readonly divisor: GraphValue;
}

/** Div(Conv(x, w), c) → Conv(x, Div(w, c)) for a c that rounds nothing, as of the mean of a pool behind it. */
const divisorIntoConv: Rule<Quotient> = {
  name: 'divisor-into-conv',
  operations: ['Div'],
  match: ({ inputs: [sums, divisor] }, { graph }) => {
    if (sums === undefined || divisor === undefined) return declined('it has no two operands');
    const operation = soleProducer(graph, sums, 'Conv');
    if (operation instanceof Declined) return operation;
    const [image, filter, addend] = operation.inputs;
    if (image === undefined || filter === undefined || addend !== undefined) return declined('the Conv adds something');
    const number = graph.constants.scalar(divisor) ?? 0;
    if (!(number > 0 && Number.isInteger(Math.log2(number)))) return declined('the divisor is no power of two');
    const isLess = sizeOf(filter.shape) < sizeOf(sums.shape);
    return isLess ? { operation, image, filter, divisor } : declined('the filter is the larger one');
  },
  rewrite: ({ operation, image, filter, divisor }, { outputs }, rewriter) => {
    const divided = { ...filter, name: `${outputs[0]?.name ?? ''}:filter` };
    rewriter.emit({ opType: 'Div', inputs: [filter, divisor], outputs: [divided], attributes: {} });
    rewriter.emit({ ...operation, inputs: [image, divided], outputs });
  },
};

const rules = [
  bindRule(biasIntoGemm),
  bindRule(biasIntoConv),
  bindRule(decayedStateIntoGemm),
  bindRule(updateIntoGemm),
  bindRule(divisorIntoConv),
];

/**
 * Add(Gemm(a, b), c) → Gemm(a, b, c), and the same for Conv, for a weight's update, for momentum, and for the divisor of a mean.
 *
 * ONNX Runtime's reads and writes of the addend are small beside the pass over memory that each fusion saves.
 */
export const fuse: Pass = {
  name: 'fuse',
  run: (graph, report = ignoreDeclines) => rewriteEach(graph, rules, report),
};

/** Tries two operands in both orders; where neither matches, gives the reason of the one that comes nearer. */
function firstMatch<Match>(
  [a, b]: readonly GraphValue[],
  match: (one: GraphValue, other: GraphValue) => Match | Declined,
): Match | Declined {
  if (a === undefined || b === undefined) return declined('it has no two operands');
  const first = match(a, b);
  if (!(first instanceof Declined)) return first;
  const second = match(b, a);
  return second instanceof Declined && !first.isUnmatched ? first : second;
}

/** The operation of the given kind that makes a value for one reader alone. */
function soleProducer(graph: Graph, value: GraphValue, opType: string): GraphNode | Declined {
  const node = graph.producer(value);
  if (node?.opType !== opType) return unmatched(`no ${opType} before it`);
  return graph.users(value).length === 1 ? node : declined(`the value of the ${opType} is read elsewhere`);
}

/** A Gemm without an addend whose value has the shape of `like`. */
function checkProduct(graph: Graph, value: GraphValue, like: GraphValue): GraphNode | Declined {
  const product = soleProducer(graph, value, 'Gemm');
  if (product instanceof Declined) return product;
  if (product.inputs.length !== 2) return declined('the Gemm adds something already');
  return equalShapes(value.shape, like.shape) ? product : declined('the Gemm has another shape');
}
