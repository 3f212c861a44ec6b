import type { Architecture } from './schema';

/** The widths of all layers, input and output included. */
function widths(architecture: Architecture, inputs: number, classes: number): number[] {
  return [inputs, ...architecture.hidden, classes];
}

/** The network in the papers' notation: `784-800-800-10`. */
export function describeArchitecture(architecture: Architecture, inputs: number, classes: number): string {
  return widths(architecture, inputs, classes).join('-');
}

/** The number of trainable numbers: weights and biases of every dense layer. */
export function countParameters(architecture: Architecture, inputs: number, classes: number): number {
  const layers = widths(architecture, inputs, classes);
  return layers.slice(1).reduce((sum, units, index) => sum + ((layers[index] ?? 0) + 1) * units, 0);
}
