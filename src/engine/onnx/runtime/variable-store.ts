import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type * as tf from '@tensorflow/tfjs-core';
import type * as runtime from 'onnxruntime-node';
import { transposeMatrix } from './transpose-matrix';

/** A variable's value in one layout or in both. */
interface Stored {
  rowMajor?: runtime.Tensor;
  /** The transposed matrix, as some steps hold it. */
  transposed?: runtime.Tensor;
}

/**
 * The values of variables between two runs of their programs. A matrix that a step gives transposed stays so until somebody
 * reads it in row-major order.
 */
export class VariableStore {
  private readonly stored = new Map<tf.Variable, Stored>();

  constructor(private readonly ort: typeof runtime) {}

  /** Sets a variable's value in row-major order. The array belongs to the store from then on. */
  set(variable: tf.Variable, values: Float32Array): void {
    this.stored.set(variable, { rowMajor: new this.ort.Tensor('float32', values, variable.shape) });
  }

  /** Replaces a variable's value by a step's result and releases the memory of the value before. */
  replace(variable: tf.Variable, tensor: runtime.Tensor, isTransposed: boolean): void {
    const { rowMajor, transposed } = this.storedOf(variable);
    this.stored.set(variable, isTransposed ? { transposed: tensor } : { rowMajor: tensor });
    for (const before of [rowMajor, transposed]) if (before !== undefined) releaseBuffer(before);
  }

  /** A variable's value in one of the layouts, kept until the next is set. @throws when the engine has no such variable. */
  tensor(variable: tf.Variable, isTransposed: boolean): runtime.Tensor {
    const stored = this.storedOf(variable);
    const known = isTransposed ? stored.transposed : stored.rowMajor;
    return known ?? this.transpose(variable, stored, isTransposed);
  }

  /** A variable's values in row-major order; not a copy. */
  values(variable: tf.Variable): Float32Array {
    return this.tensor(variable, false).data as Float32Array;
  }

  variables(): Iterable<tf.Variable> {
    return this.stored.keys();
  }

  clear(): void {
    this.stored.clear();
  }

  private storedOf(variable: tf.Variable): Stored {
    const stored = this.stored.get(variable);
    if (stored === undefined) throw new Error(`the variable '${variable.name}' was not made by this engine`);
    return stored;
  }

  private transpose(variable: tf.Variable, stored: Stored, isTransposed: boolean): runtime.Tensor {
    const other = isTransposed ? stored.rowMajor : stored.transposed;
    const values = transposeMatrix(other?.data as Float32Array, other?.dims ?? []);
    const shape = isTransposed ? [...variable.shape].reverse() : variable.shape;
    const tensor = new this.ort.Tensor('float32', values, shape);
    stored[isTransposed ? 'transposed' : 'rowMajor'] = tensor;
    return tensor;
  }
}

/** A port without a listener: an array that is transferred to it is freed. */
const nowhere = closedPort();

function closedPort(): MessagePort {
  const { port1 } = new MessageChannel();
  port1.close();
  return port1;
}

/**
 * Frees an array's memory at once, so that the next array takes its place. If it is left to the garbage collector, new arrays
 * take new pages of memory, which costs a step with Adam a tenth of its time.
 */
function releaseBuffer({ data }: runtime.Tensor): void {
  nowhere.postMessage(undefined, [(data as Float32Array<ArrayBuffer>).buffer]);
}
