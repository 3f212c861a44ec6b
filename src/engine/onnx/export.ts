import * as tf from '@tensorflow/tfjs-core';
import type { Engine, StepProgram } from '../engine';
import { encodeModel } from './graph/encode';
import { variableName, type Naming } from './graph/step-graph';
import { exportPipeline, runPasses } from './passes/pass-pipeline';
import { selectTraceBackend } from './trace/select-backend';
import { traceStep } from './trace/trace-step';

/** An exported model's inputs and outputs have the program's names. */
const plainNaming: Naming = { input: (name) => name, output: (name) => name };

/**
 * Writes a program that only computes, such as a student's logits, as an ONNX model with the variables' present values in
 * it. Works on every engine: the program is traced, whatever executes it.
 * @param metadata texts by name, which ONNX Runtime gives as `custom_metadata_map`.
 * @returns the bytes of the model; its inputs and outputs have the program's names and shapes.
 * @throws when the program assigns a variable, or uses an operation that cannot be traced.
 */
export async function exportOnnx(
  engine: Engine,
  program: StepProgram,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const values = new Map<tf.Variable, Float32Array>();
  for (const variable of program.variables) values.set(variable, await engine.read(variable));
  const executing = tf.getBackend();
  try {
    const { graph, updated } = traceStep(await selectTraceBackend(), program, plainNaming);
    const [assigned] = updated.keys();
    if (assigned !== undefined) {
      throw new Error(
        `${program.name} cannot be exported: it assigns '${assigned.name}', and a model's weights are fixed`,
      );
    }
    const frozen = new Map([...values].map(([variable, numbers]) => [variableName(variable), numbers]));
    return encodeModel(runPasses(graph, exportPipeline(frozen)), metadata);
  } finally {
    await tf.setBackend(executing);
    // A trace leaves symbols in the variables; an engine that executes on them needs their values back.
    for (const [variable, numbers] of values) await engine.write(variable, numbers);
  }
}
