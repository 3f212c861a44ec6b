import * as tf from '@tensorflow/tfjs-core';
import type { GraphBuilder } from './graph-builder';
import type { ElementType, GraphValue } from '../graph/node';

export const backendName = 'onnx';

type Stored = { readonly values: tf.BackendValues } | { readonly symbol: GraphValue };

/**
 * A tfjs backend whose data are constants or symbols of a graph. A kernel appends a node and gives a symbol, so that
 * tfjs's own gradients trace by themselves.
 */
export class TraceBackend extends tf.KernelBackend {
  private readonly data = new Map<tf.DataId, Stored & { references: number }>();
  private graph: GraphBuilder | undefined;

  /** Runs `body` with kernels writing into `graph`. */
  trace<Result>(graph: GraphBuilder, body: () => Result): Result {
    if (this.graph !== undefined) throw new Error(`${graph.name} cannot be traced while ${this.graph.name} is`);
    this.graph = graph;
    try {
      return body();
    } finally {
      this.graph = undefined;
    }
  }

  /** The graph being traced. @throws an error that names the operation outside of a trace. */
  graphFor(operation: string): GraphBuilder {
    if (this.graph === undefined) throw new Error(`${operation} was called outside of a traced step`);
    return this.graph;
  }

  /** Makes a symbol: a tensor that stands for a value of the graph. */
  makeSymbol(value: GraphValue): tf.TensorInfo {
    const dataId = {};
    if (value.type === 'int64') throw new Error('tfjs has no tensors of the type int64');
    this.data.set(dataId, { symbol: value, references: 1 });
    // tfjs has no bytes; the graph has them as such until they are cast.
    return { dataId, shape: [...value.shape], dtype: value.type === 'uint8' ? 'int32' : value.type };
  }

  /** The value of the graph that a tensor stands for; a constant enters the graph when it is first used. */
  graphValue(tensor: tf.TensorInfo, graph: GraphBuilder): GraphValue {
    const stored = this.data.get(tensor.dataId);
    if (stored === undefined) throw new Error(`${graph.name}: a tensor of another backend was used in a traced step`);
    if ('symbol' in stored) return stored.symbol;
    return graph.constant(stored.values as ArrayLike<number>, tensor.shape, elementType(tensor.dtype));
  }

  override write(values: tf.BackendValues): tf.DataId {
    const dataId = {};
    this.data.set(dataId, { values, references: 1 });
    return dataId;
  }

  override move(dataId: tf.DataId, values: tf.BackendValues): void {
    this.data.set(dataId, { values, references: 1 });
  }

  override readSync(dataId: tf.DataId): tf.BackendValues {
    const stored = this.data.get(dataId);
    if (stored !== undefined && 'values' in stored) return stored.values;
    const place = readingPlace(new Error().stack ?? '');
    throw new Error(
      `${this.graph?.name ?? 'a step'} reads the value of a tensor while it is traced${place}: make what changes an input`,
    );
  }

  override read(dataId: tf.DataId): Promise<tf.BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }

  override refCount(dataId: tf.DataId): number {
    return this.data.get(dataId)?.references ?? 0;
  }

  override incRef(dataId: tf.DataId): void {
    const stored = this.data.get(dataId);
    if (stored !== undefined) stored.references += 1;
  }

  override disposeData(dataId: tf.DataId, force = false): boolean {
    const stored = this.data.get(dataId);
    if (stored === undefined) return true;
    stored.references -= 1;
    if (!force && stored.references > 0) return false;
    return this.data.delete(dataId);
  }

  override numDataIds(): number {
    return this.data.size;
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override dispose(): void {
    this.data.clear();
  }
}

/** The graph's element type for a tensor's. @throws for types that a step cannot hold. */
export function elementType(dtype: tf.DataType): ElementType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`tensors of the type ${dtype} cannot be used in a traced step`);
}

/** The place in the program that read a value: the first call that is neither tfjs's nor this backend's. */
function readingPlace(stack: string): string {
  const reading = /\b(readSync|dataSync|arraySync|bufferSync|read|data|array|buffer)\b[^(]*\(|node_modules|tfjs-core\//;
  const frame = stack.split('\n').find((line) => /^\s+at /.test(line) && !reading.test(line));
  const place = /\(?([^()\s]+:\d+):\d+\)?$/.exec(frame ?? '')?.[1];
  return place === undefined ? '' : ` at ${place}`;
}
