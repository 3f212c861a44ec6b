import type * as tf from '@tensorflow/tfjs-core';
import type * as runtime from 'onnxruntime-node';
import type { OnnxRuntime } from '../../../onnx-runtime';
import type { EnsembleStep, Feeds, InputSpec, StepOutputs, StepProgram } from '../../engine';
import { encodeModel } from '../graph/encode';
import type { Graph } from '../graph/graph';
import { sizeOf } from '../graph/shape';
import { stepNaming, variableName, type StepGraph } from '../graph/step-graph';
import { ensemblePipeline, runPasses } from '../passes/pass-pipeline';
import { loopNaming, stepNumber } from '../passes/scan-loop';
import { UnvectorizableError, type Aligned } from '../passes/vectorize';
import { feedOf, InputArrays, partOf, resultOf, tablesOf, tensorOf } from './tensors';
import type { VariableStack, VariableStore } from './variable-store';

/** A session with the shapes of its inputs. */
interface SharingSession {
  readonly session: runtime.InferenceSession;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/** Bytes of the inputs of one launch: the rows of many students are many. */
const maxFedBytes = 64 << 20;

/** Steps of several students in one session. An input whose arrays are the same for all members is fed once. */
export class OnnxEnsemble implements EnsembleStep {
  private readonly arrays = new InputArrays();
  /** Sessions by the inputs that members share. */
  private readonly sessions = new Map<string, Promise<SharingSession>>();
  private readonly first: StepProgram;
  private readonly stacks: ReadonlyMap<tf.Variable, VariableStack>;
  private readonly tables: Readonly<Record<string, runtime.Tensor>>;

  /** @param traced the step of the first member. @throws UnvectorizableError where it has no form for an ensemble. */
  constructor(
    private readonly ort: OnnxRuntime,
    private readonly programs: readonly [StepProgram, ...StepProgram[]],
    private readonly traced: StepGraph,
    private readonly aligned: Aligned,
    private readonly variables: VariableStore,
    private readonly createSession: (bytes: Uint8Array) => Promise<runtime.InferenceSession>,
  ) {
    this.first = programs[0];
    this.tables = tablesOf(ort, this.first);
    refuseOtherTables(programs);
    this.compile(new Set());
    this.stacks = new Map(
      this.first.variables.map((variable, index) => {
        return [variable, variables.stack(programs.map((program) => program.variables[index] ?? variable))];
      }),
    );
  }

  async runAll(steps: readonly (readonly Feeds[])[]): Promise<readonly (readonly StepOutputs[])[]> {
    const shared = this.sharedInputs(steps);
    const bytes = Object.entries(this.first.inputs).reduce((sum, [name, { shape }]) => {
      return sum + 4 * sizeOf(shape) * (shared.has(name) ? 1 : this.programs.length);
    }, 0);
    const size = Math.max(1, Math.floor(maxFedBytes / bytes));
    const outputs: (readonly StepOutputs[])[] = [];
    for (let start = 0; start < steps.length; start += size) {
      outputs.push(...(await this.launch(steps.slice(start, start + size), shared)));
    }
    return outputs;
  }

  release(member: number): void {
    for (const variable of this.programs[member]?.variables ?? []) this.variables.unstack(variable);
  }

  /** Names of the inputs of more than one number whose arrays are the same for all members in each of the steps. */
  private sharedInputs(steps: readonly (readonly Feeds[])[]): ReadonlySet<string> {
    const isShared = (name: string): boolean =>
      steps.every(([own, ...others]) => others.every((feeds) => feeds[name] === own?.[name]));
    const names = Object.entries(this.first.inputs).filter(([, { shape }]) => sizeOf(shape) > 1);
    return new Set(names.flatMap(([name]) => (isShared(name) ? [name] : [])));
  }

  private async launch(
    steps: readonly (readonly Feeds[])[],
    shared: ReadonlySet<string>,
  ): Promise<readonly (readonly StepOutputs[])[]> {
    const { all, first, last } = loopNaming;
    const { session, shapes } = await this.sessionFor(shared);
    const given: Record<string, runtime.Tensor> = {
      ...this.tables,
      [all(stepNumber.name)]: new this.ort.Tensor('int32', new Int32Array(steps.length), [steps.length]),
    };
    const names = new Set(session.inputNames);
    for (const [variable, stack] of this.stacks) {
      const name = variableName(variable);
      const input = names.has(name) ? name : first(name);
      // Some lie by turns of members: their numbers are in the same order.
      given[input] = new this.ort.Tensor('float32', stack.tensor.data as Float32Array, shapes.get(input) ?? []);
    }
    for (const [name, spec] of Object.entries(this.first.inputs)) {
      const input = all(stepNaming.input(name));
      if (names.has(input)) given[input] = this.stacked(name, spec, steps, shared.has(name));
    }
    const results = await session.run(given);
    for (const [variable, output] of this.traced.updated) {
      const stack = this.stacks.get(variable);
      if (stack !== undefined) this.variables.replaceStack(stack, resultOf(results, last(output)));
    }
    return this.outputsOf(results, steps.length);
  }

  /** An input's values for all steps, [steps, …shape] or, where each member has its own, [steps, members, …shape]. */
  private stacked(
    name: string,
    spec: InputSpec,
    steps: readonly (readonly Feeds[])[],
    isShared: boolean,
  ): runtime.Tensor {
    const members = isShared ? 1 : this.programs.length;
    const size = sizeOf(spec.shape);
    const values = this.arrays.take(`${name} of ${members}`, spec, size * members * steps.length);
    for (const [index, feeds] of steps.entries()) {
      for (let member = 0; member < members; member += 1) {
        const feed = feedOf(this.first.name, feeds[member] ?? {}, name, spec);
        const place = index * members + member;
        if (typeof feed === 'number') values[place] = feed;
        else values.set(feed, place * size);
      }
    }
    const shape = isShared ? [steps.length, ...spec.shape] : [steps.length, members, ...spec.shape];
    return tensorOf(this.ort, spec, values, shape);
  }

  private outputsOf(
    results: runtime.InferenceSession.OnnxValueMapType,
    steps: number,
  ): readonly (readonly StepOutputs[])[] {
    const { traced, programs } = this;
    const values = traced.outputs.map((name) => {
      return [name, resultOf(results, loopNaming.all(stepNaming.output(name))).data as Float32Array] as const;
    });
    return Array.from({ length: steps }, (_, step) =>
      programs.map((_program, member) => {
        const place = step * programs.length + member;
        return Object.fromEntries(
          values.map(([name, data]) => [name, partOf(data, place, steps * programs.length)] as const),
        );
      }),
    );
  }

  private sessionFor(shared: ReadonlySet<string>): Promise<SharingSession> {
    const key = [...shared].join();
    const known = this.sessions.get(key);
    if (known !== undefined) return known;
    const made = this.start(shared);
    this.sessions.set(key, made);
    return made;
  }

  private async start(shared: ReadonlySet<string>): Promise<SharingSession> {
    const graph = this.compile(shared);
    const shapes = new Map(graph.inputs.map(({ name, shape }) => [name, shape] as const));
    return { session: await this.createSession(encodeModel(graph)), shapes };
  }

  private compile(shared: ReadonlySet<string>): Graph {
    const { graph, constants } = this.aligned;
    const names = new Set([...[...shared].map((name) => stepNaming.input(name)), ...Object.keys(this.tables)]);
    const passes = ensemblePipeline({ members: this.programs.length, shared: names, constants });
    return runPasses(graph, passes);
  }
}

/** Refuses students that read different tables. @throws UnvectorizableError that names one */
function refuseOtherTables([{ tables: first = {} }, ...others]: readonly [StepProgram, ...StepProgram[]]): void {
  for (const { tables = {} } of others) {
    const other = Object.keys(first).find((name) => tables[name]?.values !== first[name]?.values);
    if (other !== undefined) throw new UnvectorizableError(`the table '${other}' is not the same for all`);
  }
}
