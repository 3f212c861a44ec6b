import type * as tf from '@tensorflow/tfjs-core';
import type * as runtime from 'onnxruntime-node';
import type { OnnxRuntime } from '../../../onnx-runtime';
import type { Feed, Feeds, InputSpec, StepOutputs, StepProgram } from '../../engine';
import { sizeOf } from '../graph/shape';
import { stepNaming, variableName, type StepGraph } from '../graph/step-graph';
import { loopNaming, stepNumber } from '../passes/scan-loop';
import type { EncodedStep, Pack } from './encode-step';
import { feedOf, InputArrays, partOf, resultOf, tablesOf, tensorOf, toArray } from './tensors';
import type { VariableStore } from './variable-store';

/** Variables that lie one behind the other in one value of the graph. */
interface PackedVariables extends Pick<Pack, 'before' | 'after'> {
  readonly variables: readonly tf.Variable[];
}

/** A compiled program and the session that runs it, on the values of variables in a store. */
export class OnnxStep {
  private readonly inputs: ReadonlySet<string>;
  private readonly arrays = new InputArrays();
  private readonly tables: Readonly<Record<string, runtime.Tensor>>;
  /** The variables that the step changes each by itself, with the graph's outputs for them. */
  private readonly single: readonly (readonly [tf.Variable, string])[];
  private readonly packs: readonly PackedVariables[];

  constructor(
    private readonly ort: OnnxRuntime,
    private readonly session: runtime.InferenceSession,
    private readonly program: StepProgram,
    private readonly traced: Omit<StepGraph, 'graph'>,
    private readonly encoded: Omit<EncodedStep, 'bytes'>,
    private readonly variables: VariableStore,
  ) {
    this.inputs = new Set(session.inputNames);
    this.tables = tablesOf(ort, program);
    const byOutput = new Map([...traced.updated].map(([variable, output]) => [output, variable] as const));
    this.packs = encoded.packs.map(({ before, after, members }) => {
      return { before, after, variables: members.flatMap((output) => byOutput.get(output) ?? []) };
    });
    const isPacked = new Set(this.packs.flatMap(({ variables: own }) => own));
    this.single = [...traced.updated].filter(([variable]) => !isPacked.has(variable));
  }

  async run(feeds: Feeds): Promise<StepOutputs> {
    if (this.traced.updated.size > 0) return (await this.launch([feeds]))[0] ?? {};
    const given: Record<string, runtime.Tensor> = this.unchanged();
    for (const [name, spec] of Object.entries(this.program.inputs)) {
      const values = toArray(spec, feedOf(this.program.name, feeds, name, spec));
      if (this.inputs.has(stepNaming.input(name)))
        given[stepNaming.input(name)] = tensorOf(this.ort, spec, values, spec.shape);
    }
    const results = await this.session.run(given);
    const outputs = this.traced.outputs.map((name) => [name, resultOf(results, stepNaming.output(name)).data] as const);
    return Object.fromEntries(outputs) as StepOutputs;
  }

  async runAll(steps: readonly Feeds[]): Promise<readonly StepOutputs[]> {
    const outputs: StepOutputs[] = [];
    if (this.traced.updated.size === 0) {
      for (const feeds of steps) outputs.push(await this.run(feeds));
      return outputs;
    }
    const parts = Math.max(1, Math.ceil(steps.length / this.encoded.maxSteps));
    const size = Math.ceil(steps.length / parts);
    for (let start = 0; start < steps.length; start += size) {
      outputs.push(...(await this.launch(steps.slice(start, start + size))));
    }
    return outputs;
  }

  /** Runs steps at once. Variables come out as new arrays: ONNX Runtime fills given ones, but copies them too. */
  private async launch(steps: readonly Feeds[]): Promise<readonly StepOutputs[]> {
    const { all, first, last } = loopNaming;
    const { outputs } = this.traced;
    const { transposed } = this.encoded;
    const given: Record<string, runtime.Tensor> = this.unchanged();
    given[all(stepNumber.name)] = new this.ort.Tensor('int32', new Int32Array(steps.length), [steps.length]);
    for (const [variable, output] of this.single) {
      given[first(variableName(variable))] = this.variables.tensor(variable, transposed.has(output));
    }
    const packs = this.packs.map((pack) => ({ ...pack, stack: this.variables.pack(pack.variables) }));
    for (const { before, stack } of packs) given[first(before)] = stack.tensor;
    for (const [name, spec] of Object.entries(this.program.inputs)) {
      const values = this.stacked(name, spec, steps);
      const input = all(stepNaming.input(name));
      if (this.inputs.has(input)) given[input] = tensorOf(this.ort, spec, values, [steps.length, ...spec.shape]);
    }
    const results = await this.session.run(given);
    for (const [variable, output] of this.single) {
      this.variables.replace(variable, resultOf(results, last(output)), transposed.has(output));
    }
    for (const { after, stack } of packs) this.variables.replaceStack(stack, resultOf(results, last(after)));
    const values = outputs.map((name) => [name, resultOf(results, all(stepNaming.output(name)))] as const);
    return steps.map((_, index) => {
      const own = values.map(([name, { data }]) => [name, partOf(data as Float32Array, index, steps.length)] as const);
      return Object.fromEntries(own);
    });
  }

  /** The variables that the program reads and does not assign, and its tables. */
  private unchanged(): Record<string, runtime.Tensor> {
    const read = this.program.variables.filter((variable) => this.inputs.has(variableName(variable)));
    const values = read.map((variable) => [variableName(variable), this.variables.tensor(variable, false)] as const);
    return { ...this.tables, ...Object.fromEntries(values) };
  }

  /** An input's values for all steps, [steps, …]. */
  private stacked(name: string, spec: InputSpec, steps: readonly Feeds[]): Float32Array | Int32Array {
    const { name: program } = this.program;
    const [only, second] = steps;
    if (only !== undefined && second === undefined) return toArray(spec, feedOf(program, only, name, spec));
    const size = sizeOf(spec.shape);
    const given = steps.map((feeds) => feedOf(program, feeds, name, spec));
    const joined = joinedArray(given);
    if (joined !== undefined && spec.dtype === 'float32') return joined;
    const values = this.arrays.take(name, spec, size * steps.length);
    for (const [index, feed] of given.entries()) {
      if (typeof feed === 'number') values[index] = feed;
      else values.set(feed, index * size);
    }
    return values;
  }
}

/** Arrays that lie behind one another in one piece of memory, as one array; undefined where they do not. */
function joinedArray(feeds: readonly Feed[]): Float32Array | undefined {
  const [first] = feeds;
  if (!(first instanceof Float32Array)) return undefined;
  const { buffer, byteOffset, byteLength, length } = first;
  const isNext = (feed: Feed, index: number): boolean =>
    feed instanceof Float32Array && feed.buffer === buffer && feed.byteOffset === byteOffset + index * byteLength;
  return feeds.every(isNext) ? new Float32Array(buffer, byteOffset, length * feeds.length) : undefined;
}
