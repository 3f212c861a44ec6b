import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { type CompiledStep, type Engine, type StepProgram } from '../../../../../src/engine';
import { normal, startEngine, testedEngines, type TestedEngine } from '../../agreement';

const [batch, width] = [8, 24];
const images = normal([batch, width], 1).values;

interface Distillation {
  readonly engine: Engine;
  readonly teacher: tf.Variable;
  readonly program: StepProgram;
}

/** A student of one layer that follows a teacher of one layer, which is frozen or read anew in each step. */
async function distillation(name: TestedEngine, isFrozen: boolean): Promise<Distillation> {
  const engine = await startEngine(name);
  const weights = (label: string, seed: number): tf.Variable =>
    engine.variable(label, [width, width], normal([width, width], seed, 0.3).values as Float32Array);
  const [teacher, student] = [weights('teacher', 2), weights('student', 3)];
  const program: StepProgram = {
    name: 'the step',
    inputs: { images: { shape: [batch, width], dtype: 'float32' } },
    variables: [student, teacher],
    ...(isFrozen && { frozen: [teacher] }),
    body: ({ images: batchOf = tf.scalar(0) }) => {
      const { value, grads } = tf.variableGrads(
        () => tf.losses.meanSquaredError(tf.matMul(batchOf, teacher), tf.matMul(batchOf, student)),
        [student],
      );
      student.assign(tf.sub(student, tf.mul(grads['student'] ?? tf.scalar(0), 0.5)));
      return { loss: value };
    },
  };
  return { engine, teacher, program };
}

async function lossesOf(step: CompiledStep): Promise<number[]> {
  const several = await step.runAll([{ images }, { images }, { images }]);
  return [...several, await step.run({ images })].map(({ loss }) => loss?.[0] ?? Number.NaN);
}

describe('a frozen variable', () => {
  for (const name of testedEngines) {
    it(`gives on ${name} what one gives that is read in each step`, async () => {
      const found: number[][] = [];
      for (const isFrozen of [false, true]) {
        const { engine, program } = await distillation(name, isFrozen);
        found.push(await lossesOf(await engine.compile(program)));
        await engine.dispose();
      }
      const [read = [], frozen = []] = found;
      assert.ok((read[3] ?? 0) < 0.9 * (read[0] ?? 0), 'it learns');
      frozen.forEach((loss, index) =>
        assert.ok(Math.abs(loss - (read[index] ?? 0)) <= 1e-5 * loss, `${loss}, ${read[index]}`),
      );
    });
  }

  it('has the value that it was compiled with, and can be written again when the program is disposed of', async () => {
    const { engine, teacher, program } = await distillation('onnx', true);
    const other = normal([width, width], 9).values as Float32Array;
    await engine.write(teacher, other);
    const step = await engine.compile(program);
    await assert.rejects(
      engine.write(
        teacher,
        other.map((value) => -value),
      ),
      /'teacher' is frozen in a compiled step/,
    );
    const [before = 0] = await lossesOf(step);
    step.dispose();
    await engine.write(
      teacher,
      other.map((value) => 2 * value),
    );
    const [after = 0] = await lossesOf(await engine.compile(program));
    assert.ok(after > 1.5 * before, `${before}, then ${after}`);
    await engine.dispose();
  });

  it('cannot be assigned by its program', async () => {
    const { engine, program } = await distillation('onnx', true);
    const frozen = { ...program, frozen: program.variables };
    await assert.rejects(engine.compile(frozen), /the step assigns 'student', which it has frozen/);
    await engine.dispose();
  });
});
