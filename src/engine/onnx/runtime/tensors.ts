import type * as runtime from 'onnxruntime-node';
import type { OnnxRuntime } from '../../../onnx-runtime';
import type { Feed, Feeds, InputSpec, StepProgram } from '../../engine';
import { sizeOf } from '../graph/shape';
import { stepNaming } from '../graph/step-graph';

/** The value that a program's input is fed. @throws where there is none, or one of another size. */
export function feedOf(program: string, feeds: Feeds, name: string, { shape }: InputSpec): Feed {
  const feed = feeds[name];
  if (feed === undefined) throw new Error(`${program}: the input '${name}' was not fed`);
  const [size, given] = [sizeOf(shape), typeof feed === 'number' ? 1 : feed.length];
  if (given === size) return feed;
  throw new Error(`${program}: the input '${name}' has ${size} numbers, ${given} were fed`);
}

/** Arrays for the inputs of several steps, by name: kept, since making such arrays takes time. */
export class InputArrays {
  private readonly arrays = new Map<string, Float32Array | Int32Array>();

  /** An array of the given length, with any numbers in it. */
  take(name: string, { dtype }: InputSpec, length: number): Float32Array | Int32Array {
    const known = this.arrays.get(name);
    if (known !== undefined && known.length >= length) return known.subarray(0, length);
    const made = dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
    this.arrays.set(name, made);
    return made;
  }
}

/** A feed as it is where it has the right type already: a batch is not copied. */
export function toArray({ dtype }: InputSpec, feed: Feed): Float32Array | Int32Array {
  const numbers = typeof feed === 'number' ? [feed] : feed;
  if (dtype === 'float32') return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
  return numbers instanceof Int32Array ? numbers : Int32Array.from(numbers);
}

/** A tensor of an input's element type. */
export function tensorOf(
  ort: OnnxRuntime,
  { dtype }: InputSpec,
  values: Float32Array | Int32Array,
  shape: readonly number[],
): runtime.Tensor {
  return dtype === 'float32'
    ? new ort.Tensor('float32', values as Float32Array, shape)
    : new ort.Tensor('int32', values as Int32Array, shape);
}

/** The tables of a program by the graph's names of them. The runtime reads them where they lie. */
export function tablesOf(ort: OnnxRuntime, { tables = {} }: StepProgram): Readonly<Record<string, runtime.Tensor>> {
  const tensors = Object.entries(tables).map(([name, { shape, values }]) => {
    const tensor =
      values instanceof Uint8Array ? new ort.Tensor('uint8', values, shape) : new ort.Tensor('float32', values, shape);
    return [stepNaming.input(name), tensor] as const;
  });
  return Object.fromEntries(tensors);
}

/** One of the equal parts of a value, such as that of one step. */
export function partOf(values: Float32Array, index: number, count: number): Float32Array {
  const size = values.length / count;
  return values.subarray(index * size, (index + 1) * size);
}

/** An output of a session. @throws where it gave none of that name. */
export function resultOf(results: runtime.InferenceSession.OnnxValueMapType, name: string): runtime.Tensor {
  const result = results[name];
  if (result === undefined) throw new Error(`ONNX Runtime gave no output '${name}'`);
  return result;
}
