import type { GraphNode } from './node';

/** From numbers to numbers of the same type. */
const arithmetic = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Pow', 'Where'],
  ...['Neg', 'Abs', 'Exp', 'Log', 'Sqrt', 'Reciprocal', 'Floor', 'Ceil', 'Sign', 'Identity'],
  ...['Relu', 'HardSigmoid', 'Tanh', 'Sigmoid', 'Erf', 'Softplus', 'Elu', 'Selu', 'LeakyRelu'],
]);
/** To another type, or between truths. */
const others = new Set(['Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'Equal', 'And', 'Or', 'Not', 'Cast']);

/** Whether an operation works on each value by itself and gives numbers of the type that it takes. */
export function isArithmetic({ opType, domain }: GraphNode): boolean {
  return domain === undefined && arithmetic.has(opType);
}

/** Whether an operation works on each value by itself: the order in which the values lie does not matter to it. */
export function isElementwise(node: GraphNode): boolean {
  return isArithmetic(node) || (node.domain === undefined && others.has(node.opType));
}
