import type { StepProgram } from '../../engine';
import { encodeModel } from '../graph/encode';
import type { Carried } from '../graph/graph';
import type { StepGraph } from '../graph/step-graph';
import { runPasses, trainingPipeline, type Target } from '../passes/pass-pipeline';

/** A step as a model, and the facts about it by which it is run. */
export interface EncodedStep {
  readonly bytes: Uint8Array;
  /** The outputs that lie transposed. */
  readonly transposed: ReadonlySet<string>;
  /** The number of steps that a launch should not exceed; may be infinite. */
  readonly maxSteps: number;
  /** Lists of variables that lie one behind the other. */
  readonly packs: readonly Pack[];
}

/** A list of variables: its names in the graph before and after the step, and the outputs that its parts were. */
export interface Pack extends Pick<Carried, 'before' | 'after'> {
  readonly members: readonly string[];
}

/**
 * Compiles a traced program into a model; one that changes variables runs any number of steps at once.
 * @throws when the program changes a variable that it has frozen.
 */
export function encodeStep(program: StepProgram, { graph, updated }: StepGraph, target: Target): EncodedStep {
  const assigned = program.frozen?.find((variable) => updated.has(variable));
  if (assigned !== undefined) throw new Error(`${program.name} assigns '${assigned.name}', which it has frozen`);
  const compiled = runPasses(graph, trainingPipeline(target));
  const packs = compiled.carried.flatMap(({ before, after, members }) =>
    members === undefined ? [] : [{ before, after, members: members.map((one) => one.after) }],
  );
  return { bytes: encodeModel(compiled), transposed: compiled.transposed, maxSteps: compiled.maxSteps, packs };
}
