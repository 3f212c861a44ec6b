import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type * as tf from '@tensorflow/tfjs-core';
import type * as runtime from 'onnxruntime-node';
import type { OnnxRuntime } from '../../../onnx-runtime';
import { transposeMatrix } from './transpose-matrix';

/** A variable's value in one layout or in both. */
interface Own {
  rowMajor?: runtime.Tensor;
  /** The transposed matrix, as some steps hold it. */
  transposed?: runtime.Tensor;
}

/** Values of variables in one tensor, one behind the other. */
export interface VariableStack {
  readonly tensor: runtime.Tensor;
  /** The variables whose values these are, in this order. */
  readonly variables: readonly tf.Variable[];
  /** Of an ensemble: one for each member, [members, …shape], which nothing but the ensemble's steps replaces. */
  readonly isOfEnsemble: boolean;
}

/** A variable's value as a part of a stack. */
interface Part {
  readonly stack: VariableStack;
  /** The place of its first number. */
  readonly start: number;
}

type Stored = Own | Part;

/**
 * The values of variables between two runs of their programs. A matrix that a step gives transposed stays so until somebody
 * reads it in row-major order.
 */
export class VariableStore {
  private readonly stored = new Map<tf.Variable, Stored>();

  constructor(private readonly ort: Pick<OnnxRuntime, 'Tensor'>) {}

  /** Sets a variable's value in row-major order. The array belongs to the store from then on. */
  set(variable: tf.Variable, values: Float32Array): void {
    const stored = this.stored.get(variable);
    if (stored !== undefined && 'stack' in stored) viewOf(variable, stored).set(values);
    else this.stored.set(variable, { rowMajor: new this.ort.Tensor('float32', values, variable.shape) });
  }

  /** Replaces a variable's value by a step's result and releases the memory of the value before. */
  replace(variable: tf.Variable, tensor: runtime.Tensor, isTransposed: boolean): void {
    const stored = this.storedOf(variable);
    if ('stack' in stored && stored.stack.isOfEnsemble) throw trainedElsewhere(variable);
    const { rowMajor, transposed } = 'stack' in stored ? {} : stored;
    this.stored.set(variable, isTransposed ? { transposed: tensor } : { rowMajor: tensor });
    for (const before of [rowMajor, transposed]) if (before !== undefined) releaseBuffer(before);
  }

  /** A variable's value in one of the layouts, kept until the next is set. @throws when the engine has no such variable. */
  tensor(variable: tf.Variable, isTransposed: boolean): runtime.Tensor {
    const stored = this.storedOf(variable);
    if ('stack' in stored) return this.tensorOfPart(variable, stored, isTransposed);
    const known = isTransposed ? stored.transposed : stored.rowMajor;
    return known ?? this.transpose(variable, stored, isTransposed);
  }

  /** A variable's values in row-major order; not a copy. */
  values(variable: tf.Variable): Float32Array {
    return this.tensor(variable, false).data as Float32Array;
  }

  /** Puts the values of variables of one shape side by side, each of which stays readable and writable by itself. */
  stack(variables: readonly tf.Variable[]): VariableStack {
    return this.putTogether(variables, [variables.length, ...(variables[0]?.shape ?? [])], true);
  }

  /**
   * Puts the values of variables of any shapes one behind the other, [numbers], each of which stays readable and writable by itself.
   * The same stack again as long as nobody has replaced one of them. @throws where one is trained in an ensemble.
   */
  pack(variables: readonly tf.Variable[]): VariableStack {
    const parts = variables.map((variable) => {
      const stored = this.storedOf(variable);
      if (!('stack' in stored)) return undefined;
      if (stored.stack.isOfEnsemble) throw trainedElsewhere(variable);
      return stored.stack;
    });
    const [known] = parts;
    const isKnown =
      known?.variables.length === variables.length &&
      variables.every((variable, place) => parts[place] === known && known.variables[place] === variable);
    const length = variables.reduce((sum, { size }) => sum + size, 0);
    return isKnown ? known : this.putTogether(variables, [length], false);
  }

  private putTogether(
    variables: readonly tf.Variable[],
    shape: readonly number[],
    isOfEnsemble: boolean,
  ): VariableStack {
    const starts: number[] = [];
    let length = 0;
    for (const { size } of variables) {
      starts.push(length);
      length += size;
    }
    const values = new Float32Array(length);
    variables.forEach((variable, place) => values.set(this.values(variable), starts[place]));
    const stack = { tensor: new this.ort.Tensor('float32', values, shape), variables, isOfEnsemble };
    variables.forEach((variable, place) => this.stored.set(variable, { stack, start: starts[place] ?? 0 }));
    return stack;
  }

  /** Gives a variable a value of its own again: the stack's steps change it no more. */
  unstack(variable: tf.Variable): void {
    const stored = this.storedOf(variable);
    if (!('stack' in stored)) return;
    const rowMajor = new this.ort.Tensor('float32', viewOf(variable, stored).slice(), variable.shape);
    this.stored.set(variable, { rowMajor });
  }

  /** Replaces the values of a stack by a step's result and releases the memory of those before. */
  replaceStack(stack: VariableStack, tensor: runtime.Tensor): void {
    const before = stack.tensor;
    Object.assign(stack, { tensor });
    releaseBuffer(before);
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

  private tensorOfPart(variable: tf.Variable, part: Part, isTransposed: boolean): runtime.Tensor {
    const rowMajor = new this.ort.Tensor('float32', viewOf(variable, part), variable.shape);
    return isTransposed ? this.transpose(variable, { rowMajor }, true) : rowMajor;
  }

  private transpose(variable: tf.Variable, stored: Own, isTransposed: boolean): runtime.Tensor {
    const other = isTransposed ? stored.rowMajor : stored.transposed;
    const values = transposeMatrix(other?.data as Float32Array, other?.dims ?? []);
    const shape = isTransposed ? [...variable.shape].reverse() : variable.shape;
    const tensor = new this.ort.Tensor('float32', values, shape);
    stored[isTransposed ? 'transposed' : 'rowMajor'] = tensor;
    return tensor;
  }
}

/** A part's numbers in the stack's array. */
function viewOf({ size }: tf.Variable, { stack, start }: Part): Float32Array {
  return (stack.tensor.data as Float32Array).subarray(start, start + size);
}

function trainedElsewhere({ name }: tf.Variable): Error {
  return new Error(`'${name}' is trained in an ensemble`);
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
