import type { GraphNode } from './node';

const arithmetic = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Pow', 'Where'],
  ...['Neg', 'Abs', 'Exp', 'Log', 'Sqrt', 'Reciprocal', 'Floor', 'Ceil', 'Sign', 'Identity'],
  ...['Relu', 'HardSigmoid', 'Tanh', 'Sigmoid', 'Erf', 'Softplus', 'Elu', 'Selu', 'LeakyRelu'],
]);
const comparisonsAndCasts = new Set([
  ...['Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'Equal', 'And', 'Or', 'Not', 'Cast'],
]);

/** Whether an operation works element by element and gives numbers of the type that it takes. */
export function isArithmetic({ opType, domain }: GraphNode): boolean {
  return domain === undefined && arithmetic.has(opType);
}

/** Whether an operation works element by element: its result does not depend on the layout of its operands. */
export function isElementwise(node: GraphNode): boolean {
  return isArithmetic(node) || (node.domain === undefined && comparisonsAndCasts.has(node.opType));
}
