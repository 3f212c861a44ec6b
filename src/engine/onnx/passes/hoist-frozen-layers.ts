import { toBytes, type EncodedGraph } from '../graph/encode';
import { isArithmetic } from '../graph/elementwise';
import { equalShapes, sizeOf } from '../graph/shape';
import type { GraphNode, GraphValue, Initializer } from '../graph/node';
import { repeatNaming } from './scan-naming';

/** What of a step is computed for all steps at once, ahead of them. */
export interface Ahead {
  /** Takes all steps' inputs, one after the other, and gives `passed` for all of them. */
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
  /** What it computes of a step and leaves to it. */
  readonly passed: readonly GraphValue[];
  /** The step without that. */
  readonly rest: EncodedGraph;
  /** Of how many steps it is best computed at once, at most; infinite where nothing is. */
  readonly mostSteps: number;
}

/**
 * How large what is computed for all steps may be, in bytes, at each place of it: the layer that comes next finds it in the
 * processor's last cache, which it shares with weights.
 */
const largestBytes = 8 << 20;

/**
 * Takes out of a step the layers that need nothing that steps change, such as a teacher's: they see all steps' examples as
 * one batch, so that their weights go through the processor's caches once and not in each step. Each example gets the
 * numbers that it would get alone. Only chains of dense layers are taken out: products with constants, what is done to each
 * number between them, and that an image is read as a row.
 * @param fed the names of the inputs that have a value for each step.
 */
export function hoistFrozenLayers(step: EncodedGraph, fed: ReadonlySet<string>): Ahead {
  const rows = new Rows(step, fed);
  const taken = rows.leadingToProducts();
  const rest = step.nodes.filter((node) => !taken.has(node));
  const used = new Set(rest.flatMap(({ inputs }) => inputs));
  const nodes = step.nodes.filter((node) => taken.has(node));
  const made = nodes.flatMap(({ outputs }) => outputs);
  const passed = made.filter((name) => used.has(name)).map((name) => rows.describe(name));
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const sources = step.inputs.filter(({ name }) => read.has(name));
  const lists = new Map<string, Initializer>();
  const reshape = (source: string, target: string, lengths: readonly number[]): GraphNode => {
    const name = `ahead:[${lengths.join()}]`;
    lists.set(name, { value: { name, shape: [lengths.length], type: 'int64' }, bytes: toBytes(lengths, 'int64') });
    return { opType: 'Reshape', inputs: [source, name], outputs: [target], attributes: {} };
  };
  // A step has a value of the same name that is its own part of these.
  const together = new Map([...sources.map(({ name }) => name), ...made].map((name) => [name, `ahead:${name}`]));
  const named = (name: string): string => together.get(name) ?? name;
  return {
    nodes: [
      ...sources.map(({ name, shape }) => reshape(repeatNaming.all(name), named(name), [-1, ...shape.slice(1)])),
      ...nodes.map((node) => {
        const [source = '', target = ''] = [...node.inputs.slice(0, 1), ...node.outputs].map(named);
        // Written for the examples of one step, it would not take all of them.
        if (node.opType === 'Reshape')
          return reshape(source, target, [-1, ...rows.describe(node.outputs[0] ?? '').shape.slice(1)]);
        return { ...node, inputs: node.inputs.map(named), outputs: [target] };
      }),
      ...passed.map(({ name, shape }) => reshape(named(name), repeatNaming.all(name), [-1, ...shape])),
    ],
    initializers: [...step.initializers.filter(({ value }) => read.has(value.name)), ...lists.values()],
    passed,
    mostSteps: stepsThatFit(made.map((name) => rows.describe(name))),
    rest: {
      ...step,
      nodes: rest,
      initializers: step.initializers.filter(({ value }) => used.has(value.name) && !read.has(value.name)),
      inputs: step.inputs.filter(({ name }) => used.has(name)),
    },
  };
}

function stepsThatFit(values: readonly GraphValue[]): number {
  const largest = Math.max(0, ...values.map(({ shape }) => Float32Array.BYTES_PER_ELEMENT * sizeOf(shape)));
  return Math.max(1, Math.floor(largestBytes / largest));
}

/** The values of a step that are computed example by example from what is fed and what never changes. */
class Rows {
  private readonly constants: ReadonlyMap<string, Initializer>;
  private readonly values = new Map<string, GraphValue>();
  private readonly nodes: GraphNode[] = [];

  constructor(step: EncodedGraph, fed: ReadonlySet<string>) {
    this.constants = new Map(step.initializers.map((initializer) => [initializer.value.name, initializer]));
    for (const input of step.inputs) {
      if (fed.has(input.name) && isBatch(input.shape)) this.values.set(input.name, input);
    }
    const given = new Set(step.outputs.map(({ name }) => name));
    for (const node of step.nodes) {
      const value = node.outputs.some((name) => given.has(name)) ? undefined : this.resultOf(node);
      if (value === undefined) continue;
      this.values.set(value.name, value);
      this.nodes.push(node);
    }
  }

  /** Throws when the value is not computed example by example. */
  describe(name: string): GraphValue {
    const value = this.values.get(name);
    if (value === undefined) throw new Error(`'${name}' is not computed ahead of the steps`);
    return value;
  }

  /** The products, and what they are made from: alone, nothing else is worth it. */
  leadingToProducts(): ReadonlySet<GraphNode> {
    const taken = new Set<GraphNode>();
    const needed = new Set<string>();
    for (const node of [...this.nodes].reverse()) {
      if (node.opType !== 'Gemm' && !node.outputs.some((name) => needed.has(name))) continue;
      taken.add(node);
      for (const name of node.inputs) needed.add(name);
    }
    return taken;
  }

  private resultOf(node: GraphNode): GraphValue | undefined {
    const [output = ''] = node.outputs;
    if (node.opType === 'Gemm') return this.product(node, output);
    if (node.opType === 'Reshape') return this.reshaped(node, output);
    const own = node.inputs.flatMap((name) => this.values.get(name) ?? []);
    const [first] = own;
    if (first === undefined || !isArithmetic(node) || first.type !== 'float32') return undefined;
    const isAlike = own.every(({ shape }) => equalShapes(shape, first.shape));
    const isBeside = (name: string): boolean =>
      this.values.has(name) || this.isOneForAll(name, first.shape.at(-1) ?? 1);
    return isAlike && node.inputs.every(isBeside) ? { ...first, name: output } : undefined;
  }

  private product({ inputs: [a = '', b = '', bias], attributes }: GraphNode, output: string): GraphValue | undefined {
    const [examples, weights] = [this.values.get(a), this.constants.get(b)?.value];
    if (examples?.shape.length !== 2 || weights === undefined || attributes['transA'] === 1) return undefined;
    const units = weights.shape[attributes['transB'] === 1 ? 0 : 1] ?? 1;
    if (bias !== undefined && !this.isOneForAll(bias, units)) return undefined;
    return { name: output, shape: [examples.shape[0] ?? 1, units], type: 'float32' };
  }

  /** Each example's numbers in another shape. */
  private reshaped({ inputs: [source = '', list = ''] }: GraphNode, output: string): GraphValue | undefined {
    const [value, constant] = [this.values.get(source), this.constants.get(list)];
    if (value === undefined || constant === undefined) return undefined;
    const shape = wholeNumbers(constant);
    return shape[0] === value.shape[0] ? { ...value, name: output, shape } : undefined;
  }

  /** Whether a constant is a number, or a row of so many, for every example. */
  private isOneForAll(name: string, columns: number): boolean {
    const shape = this.constants.get(name)?.value.shape;
    if (shape === undefined) return false;
    const size = sizeOf(shape);
    return size === 1 || (size === columns && shape.at(-1) === columns);
  }
}

/** A batch of one is left alone: a runtime may multiply a single row in another way, with other last digits. */
function isBatch(shape: readonly number[]): boolean {
  return shape.length > 1 && (shape[0] ?? 1) > 1;
}

/** What a constant of the type int64 holds. */
function wholeNumbers({ bytes }: Initializer): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 8 }, (_, index) => Number(view.getBigInt64(8 * index, true)));
}
