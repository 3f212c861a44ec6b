import type { StepProgram } from '../../engine';
import { encodeModel } from '../graph/encode';
import type { StepGraph } from '../graph/step-graph';
import { runPasses, trainingPipeline, type Target } from '../passes/pass-pipeline';

/** A step as a model, and the facts about it by which it is run. */
export interface EncodedStep {
  readonly bytes: Uint8Array;
  /** The outputs that lie transposed. */
  readonly transposed: ReadonlySet<string>;
  /** The number of steps that a launch should not exceed; may be infinite. */
  readonly maxSteps: number;
}

/**
 * Compiles a traced program into a model; one that changes variables runs any number of steps at once.
 * @throws when the program changes a variable that it has frozen.
 */
export function encodeStep(program: StepProgram, { graph, updated }: StepGraph, target: Target): EncodedStep {
  const assigned = program.frozen?.find((variable) => updated.has(variable));
  if (assigned !== undefined) throw new Error(`${program.name} assigns '${assigned.name}', which it has frozen`);
  const compiled = runPasses(graph, trainingPipeline(target));
  return { bytes: encodeModel(compiled), transposed: compiled.transposed, maxSteps: compiled.maxSteps };
}
