import { onnx } from 'onnx-proto';
import { hoistFrozenLayers } from './hoist-frozen-layers';
import { describeValue, encodeGraph, modelOf, type Described, type EncodedGraph } from '../graph/encode';
import type { GraphValue } from '../graph/node';
import { repeatNaming } from './scan-naming';

/** A value that a step takes and gives anew. */
export interface Carried {
  /** Its name as an input of the step's graph, which does not have it where the step only writes it. */
  readonly before: string;
  /** Its name as an output of that graph. */
  readonly after: string;
}

/** A number that each step is fed and does not read: where nothing else is fed, it says how many steps to run. */
export const numberOfStep: GraphValue = { name: 'step:number', shape: [], type: 'int32' };

/** A model of many steps. */
export interface Repeated {
  readonly bytes: Uint8Array;
  /** How many of them it runs best at once, at most; may be infinite. */
  readonly mostSteps: number;
}

/**
 * A step's graph as a model that runs it any number of times: what it carries goes from step to step inside of the
 * runtime, each of `fed` has a value for each step, and every other input is the same for all. Scan, unlike Loop, takes a
 * step's part of an input where it lies and lets the last step write what it carries where it leaves the model.
 */
export function encodeRepeated(step: EncodedGraph, carried: readonly Carried[], fed: ReadonlySet<string>): Repeated {
  const { all, first, last } = repeatNaming;
  const isCarried = new Set(carried.flatMap(({ before, after }) => [before, after]));
  const ahead = hoistFrozenLayers(step, fed);
  const own = [numberOfStep, ...ahead.rest.inputs.filter(({ name }) => fed.has(name)), ...ahead.passed];
  const given = step.outputs.filter(({ name }) => !isCarried.has(name));
  const states = carried.map(({ before, after }) => ({ before, after: outputOf(step, after) }));
  const body = bodyOf(ahead.rest, { own, states, given });
  const repetition: onnx.INodeProto = {
    opType: 'Scan',
    name: 'repeated',
    input: [...states.map(({ before }) => first(before)), ...own.map(({ name }) => all(name))],
    output: [...states.map(({ after }) => last(after.name)), ...given.map(({ name }) => all(name))],
    attribute: [
      { name: 'num_scan_inputs', type: onnx.AttributeProto.AttributeType.INT, i: own.length },
      { name: 'body', type: onnx.AttributeProto.AttributeType.GRAPH, g: body },
    ],
  };
  const { node, initializer } = encodeGraph({ ...step, ...ahead });
  const bytes = modelOf(step.nodes, {
    name: `${step.name}, repeated`,
    node: [...(node ?? []), repetition],
    initializer: initializer ?? [],
    input: [
      ...[numberOfStep, ...step.inputs.filter(({ name }) => fed.has(name))].map(describeAll),
      ...states.map(({ before, after }) => describeValue({ ...after, name: first(before) })),
      ...step.inputs.filter(({ name }) => !fed.has(name) && !isCarried.has(name)).map(describeValue),
    ],
    output: [
      ...states.map(({ after }) => describeValue({ ...after, name: last(after.name) })),
      ...given.map(describeAll),
    ],
  });
  return { bytes, mostSteps: ahead.mostSteps };
}

function outputOf({ name, outputs }: EncodedGraph, wanted: string): Described {
  const output = outputs.find((value) => value.name === wanted);
  if (output === undefined) throw new Error(`${name} has no output '${wanted}'`);
  return output;
}

/** A value of each step, one after the other. */
function describeAll({ name, shape, type }: Described): onnx.IValueInfoProto {
  return describeValue({ name: repeatNaming.all(name), type, ...(shape && { shape: ['steps', ...shape] }) });
}

interface Values {
  readonly own: readonly GraphValue[];
  readonly states: readonly { readonly before: string; readonly after: Described }[];
  readonly given: readonly Described[];
}

/** One step: what it carries and what it is fed go in, what it carries and what it gives come out. */
function bodyOf(step: EncodedGraph, { own, states, given }: Values): onnx.IGraphProto {
  return {
    ...encodeGraph(step),
    input: [...states.map(({ before, after }) => describeValue({ ...after, name: before })), ...own.map(describeValue)],
    output: [...states.map(({ after }) => after), ...given].map(describeValue),
  };
}
