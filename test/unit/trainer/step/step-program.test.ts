import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import { Generator } from '../../../../src/data';
import { scalarOf, teacherRole } from '../../../../src/distillation';
import type { Engine } from '../../../../src/engine';
import { buildModel, buildOptimizer, encodeLayersModel, type Model } from '../../../../src/models';
import { optimizerSchema, type OptimizerSettings } from '../../../../src/models/training';
import { forwardProgram, trainProgram, type TrainParts } from '../../../../src/trainer/step/step-program';
import { teacherInput } from '../../../../src/trainer/step/teacher-source';
import { readAll } from '../../../../src/trainer/step/variables';
import { startEngine } from '../../engine/agreement';
import { withTeacher } from '../objectives';

const settings = (name: OptimizerSettings['name']): OptimizerSettings => optimizerSchema.parse({ name });
const sizes = { batchSize: 3, shape: [4], classes: 3 };
const noise = (count: number, seed: number): Float32Array => {
  const generator = new Generator(seed);
  return Float32Array.from({ length: count }, () => generator.nextNormal());
};
const softmaxLog = (z: number[]): number[] => {
  const top = Math.max(...z);
  const sum = Math.log(z.reduce((total, value) => total + Math.exp(value - top), 0)) + top;
  return z.map((value) => value - sum);
};
/** Mean T²·KL over the rows in double precision, from weights of a linear model. */
function softLoss(kernel: number[], images: Float32Array, teacher: Float32Array, T: number): number {
  let total = 0;
  for (let row = 0; row < 3; row += 1) {
    const z = [0, 1, 2].map(
      (k) => [0, 1, 2, 3].reduce((s, i) => s + (images[row * 4 + i] ?? 0) * (kernel[i * 3 + k] ?? 0), 0) / T,
    );
    const t = softmaxLog([0, 1, 2].map((k) => (teacher[row * 3 + k] ?? 0) / T));
    softmaxLog(z).forEach((s, k) => (total += Math.exp(t[k] ?? 0) * ((t[k] ?? 0) - s)));
  }
  return (T * T * total) / 3;
}

for (const preferred of ['onnx', 'wasm', 'eager'] as const) {
  describe(`a step on ${preferred}`, function () {
    let engine: Engine;
    let count = 0;
    before(async () => (engine = await startEngine(preferred)));
    after(() => engine.dispose());
    const linear = (): ReturnType<typeof buildModel> => {
      const generator = new Generator(3);
      return buildModel(
        { preset: 'mlp', hidden: [], activation: 'relu', dropout: 0, inputDropout: 0 },
        {
          input: [4],
          classes: 3,
          engine,
          prefix: `m${preferred}${(count += 1)}`,
          nextNormal: () => generator.nextNormal(),
          nextUniform: () => generator.nextUniform(),
        },
      );
    };
    const partsOf = (model: Model, name: OptimizerSettings['name']): TrainParts => ({
      model,
      optimizer: buildOptimizer(settings(name), model.variables, engine, `o${count}`),
      objective: withTeacher,
      learned: [],
      classCounts: [1, 1, 1],
    });
    const feedsWith = (
      images: Float32Array,
      teacher: Float32Array,
      T: number,
    ): Record<string, Float32Array | number> => ({
      images,
      [teacherInput(0)]: teacher,
      labels: new Float32Array(9),
      weights: new Float32Array(3).fill(1 / 3),
      labelWeights: new Float32Array(3).fill(1 / 3),
      learningRate: 1,
      hardWeight: 0,
      softWeight: 1,
      [scalarOf.temperature(teacherRole(0))]: T,
    });

    it('asks a teacher of its own as if its logits were fed', async () => {
      const teacher = linear();
      const [kernel] = teacher.variables;
      assert.ok(kernel !== undefined);
      await engine.write(kernel, noise(12, 8));
      const forward = await engine.compile(forwardProgram('t', teacher, sizes));
      const moved: number[][] = [];
      for (const isInGraph of [true, false]) {
        const model = linear();
        const parts = partsOf(model, 'adam');
        const teachers = isInGraph ? { teachers: new Map([[0, teacher]]) } : {};
        const step = await engine.compile(trainProgram('t', { ...parts, ...teachers }, sizes));
        for (let index = 0; index < 4; index += 1) {
          const images = noise(12, 30 + index);
          const { logits = new Float32Array() } = await forward.run({ images });
          const { [teacherInput(0)]: teacherLogits = logits, ...fed } = feedsWith(images, logits, 2);
          const scalars = parts.optimizer.scalarsAt(index);
          await step.run({
            ...fed,
            ...scalars,
            learningRate: 0.1,
            ...(isInGraph ? {} : { [teacherInput(0)]: teacherLogits }),
          });
        }
        moved.push((await readAll(engine, model.variables)).flatMap((values) => [...values]));
        step.dispose();
      }
      const [inGraph = [], fed = []] = moved;
      const untrained = (await readAll(engine, linear().variables)).flatMap((values) => [...values]);
      assert.ok(
        inGraph.some((value, index) => Math.abs(value - (untrained[index] ?? NaN)) > 0.1),
        'it learns',
      );
      inGraph.forEach((value, index) => assert.ok(Math.abs(value - (fed[index] ?? NaN)) < 1e-5, `${value}`));
    });

    it('moves by the gradient of T²·KL that finite differences give', async () => {
      const model = linear();
      const images = noise(12, 1);
      const teacher = noise(9, 2).map((value) => 3 * value);
      const step = await engine.compile(trainProgram('t', partsOf(model, 'sgd'), sizes));
      const [before = new Float32Array()] = await readAll(engine, model.variables);
      const result = await step.run(feedsWith(images, teacher, 4));
      const [moved = new Float32Array()] = await readAll(engine, model.variables);
      const kernel = [...before];
      assert.ok(Math.abs((result['soft']?.[0] ?? NaN) - softLoss(kernel, images, teacher, 4)) < 1e-5);
      kernel.forEach((value, index) => {
        const shifted = (by: number): number => softLoss(kernel.with(index, value + by), images, teacher, 4);
        const expected = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
        assert.ok(Math.abs(value - (moved[index] ?? NaN) - expected) < 2e-5, `weight ${index}`);
      });
    });

    it('does not move where the student equals the teacher', async () => {
      const model = linear();
      const images = noise(12, 1);
      const forward = await engine.compile(forwardProgram('f', model, sizes));
      const logits = (await forward.run({ images }))['logits'] ?? new Float32Array();
      const step = await engine.compile(trainProgram('t', partsOf(model, 'sgd'), sizes));
      const [before] = await readAll(engine, model.variables);
      const result = await step.run(feedsWith(images, logits, 4));
      const [moved] = await readAll(engine, model.variables);
      assert.ok(Math.abs(result['soft']?.[0] ?? NaN) < 1e-6);
      before?.forEach((value, index) => assert.ok(Math.abs(value - (moved?.[index] ?? NaN)) < 1e-6));
    });

    // The tracing backend holds no tensors between steps and cannot count them.
    if (preferred === 'eager')
      it('leaves no tensor behind', async () => {
        const model = linear();
        const step = await engine.compile(trainProgram('t', partsOf(model, 'adam'), sizes));
        const feeds = { ...feedsWith(noise(12, 1), noise(9, 2), 4), momentFactor: 1, momentEpsilon: 1e-8 };
        await step.run(feeds);
        const { numTensors } = tf.memory();
        for (let index = 0; index < 5; index += 1) await step.run(feeds);
        assert.equal(tf.memory().numTensors, numTensors);
      });

    for (const activation of ['relu', 'tanh', 'sigmoid', 'elu'] as const) {
      it(`trains with ${activation} and exports what tfjs-layers reads`, async () => {
        const generator = new Generator(3);
        const architecture = { preset: 'mlp' as const, hidden: [5], activation, dropout: 0, inputDropout: 0 };
        const model = buildModel(architecture, {
          input: [4],
          classes: 3,
          engine,
          prefix: `e${preferred}${(count += 1)}`,
          nextNormal: () => generator.nextNormal(),
          nextUniform: () => generator.nextUniform(),
        });
        const step = await engine.compile(trainProgram('t', partsOf(model, 'sgd'), sizes));
        const images = noise(12, 1);
        await step.run({ ...feedsWith(images, noise(9, 2), 2), learningRate: 0.1 });
        const forward = await engine.compile(forwardProgram('f', model, sizes));
        const expected = (await forward.run({ images }))['logits'] ?? new Float32Array();
        const files = await encodeLayersModel(model, (variable) => engine.read(variable));
        const parsed = JSON.parse(files.modelJson) as {
          modelTopology: object;
          weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
        };
        const previous = tf.getBackend();
        await tf.setBackend('cpu');
        const loaded = await loadLayersModel({
          load: () =>
            Promise.resolve({
              modelTopology: parsed.modelTopology,
              weightSpecs: parsed.weightsManifest.flatMap((group) => group.weights),
              weightData: Uint8Array.from(files.weights).buffer,
            }),
        });
        const got = (loaded.predict(tf.tensor2d(images, [3, 4])) as tf.Tensor).dataSync();
        await tf.setBackend(previous);
        expected.forEach((value, index) =>
          assert.ok(Math.abs(value - (got[index] ?? NaN)) < 1e-5, `${value} ${got[index]}`),
        );
      });
    }
  });
}
