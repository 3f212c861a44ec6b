import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type * as tf from '@tensorflow/tfjs-core';
import type * as runtime from 'onnxruntime-node';
import { transposed } from '../passes/transpose-weights';

/** A variable's value in one order or in both. */
interface State {
  plain?: runtime.Tensor;
  /** A matrix with rows and columns exchanged, as some steps hold it. */
  turned?: runtime.Tensor;
}

/**
 * What variables hold between two runs of their programs. A matrix that a step gives transposed stays so until it is asked
 * for in its own order.
 */
export class VariableStates {
  private readonly states = new Map<tf.Variable, State>();

  constructor(private readonly ort: typeof runtime) {}

  /** Sets a variable's value, in its own order. The array belongs to the variable from then on. */
  set(variable: tf.Variable, values: Float32Array): void {
    this.states.set(variable, { plain: new this.ort.Tensor('float32', values, variable.shape) });
  }

  /** Sets what a step gave. The array that it replaces must not be used any more. */
  replace(variable: tf.Variable, tensor: runtime.Tensor, isTransposed: boolean): void {
    const { plain, turned } = this.stateOf(variable);
    this.states.set(variable, isTransposed ? { turned: tensor } : { plain: tensor });
    for (const before of [plain, turned]) if (before !== undefined) releaseBuffer(before);
  }

  /** A variable's value in one of the orders, kept until the next is set. Throws when the engine has no such variable. */
  tensor(variable: tf.Variable, isTransposed: boolean): runtime.Tensor {
    const state = this.stateOf(variable);
    const known = isTransposed ? state.turned : state.plain;
    return known ?? this.reorder(variable, state, isTransposed);
  }

  /** A variable's values in its own order; not a copy. */
  values(variable: tf.Variable): Float32Array {
    return this.tensor(variable, false).data as Float32Array;
  }

  variables(): Iterable<tf.Variable> {
    return this.states.keys();
  }

  clear(): void {
    this.states.clear();
  }

  private stateOf(variable: tf.Variable): State {
    const state = this.states.get(variable);
    if (state === undefined) throw new Error(`the variable '${variable.name}' was not made by this engine`);
    return state;
  }

  private reorder(variable: tf.Variable, state: State, isTransposed: boolean): runtime.Tensor {
    const other = isTransposed ? state.plain : state.turned;
    const values = transposed(other?.data as Float32Array, other?.dims ?? []);
    const shape = isTransposed ? [...variable.shape].reverse() : variable.shape;
    const tensor = new this.ort.Tensor('float32', values, shape);
    state[isTransposed ? 'turned' : 'plain'] = tensor;
    return tensor;
  }
}

/** Nobody listens: what is handed over to it is gone. */
const nowhere = closedPort();

function closedPort(): MessagePort {
  const { port1 } = new MessageChannel();
  port1.close();
  return port1;
}

/**
 * Gives an array's memory back at once, so that the next array takes its place. Until a collector finds it unused it fills
 * new pages of memory instead, which costs a step with Adam a tenth of its time.
 */
function releaseBuffer({ data }: runtime.Tensor): void {
  nowhere.postMessage(undefined, [(data as Float32Array<ArrayBuffer>).buffer]);
}
