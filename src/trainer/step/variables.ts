import type * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../../engine';

/** Reads the values of variables in their order. */
export function readAll(engine: Engine, variables: readonly tf.Variable[]): Promise<Float32Array[]> {
  return Promise.all(variables.map((variable) => engine.read(variable)));
}

/** Writes the values of variables in their order. Throws when a value has another length than its variable. */
export async function writeAll(
  engine: Engine,
  variables: readonly tf.Variable[],
  values: readonly Float32Array[],
): Promise<void> {
  for (const [index, variable] of variables.entries()) {
    const value = values[index];
    if (value?.length !== variable.size) throw new Error(`the stored weights do not fit '${variable.name}'`);
    await engine.write(variable, value);
  }
}

/** True if arrays have the lengths of variables. */
export function fitVariables(variables: readonly tf.Variable[], arrays: readonly Float32Array[]): boolean {
  return arrays.length === variables.length && variables.every(({ size }, index) => arrays[index]?.length === size);
}
