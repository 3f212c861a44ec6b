import type * as tf from '@tensorflow/tfjs-core';
import type { Graph } from './graph';

/** A step as a graph, with the names by which its values are fed and read. */
export interface StepGraph {
  readonly graph: Graph;
  /** The variables that the step changes, with the graph's output for the new value of each. */
  readonly updated: ReadonlyMap<tf.Variable, string>;
  /** The program's outputs by its own names. */
  readonly outputs: readonly string[];
}

/** The graph's names of a program's inputs and outputs. */
export interface Naming {
  input(name: string): string;
  output(name: string): string;
}

/** Keeps inputs, outputs and variables of equal names apart. */
export const stepNaming: Naming = { input: (name) => `in:${name}`, output: (name) => `out:${name}` };

/** The graph's name of a variable's value before the step. */
export function variableName(variable: tf.Variable): string {
  return `var:${variable.name}`;
}

/** The graph's name of a variable's value after the step. */
export function updatedName(variable: tf.Variable): string {
  return `new:${variable.name}`;
}
