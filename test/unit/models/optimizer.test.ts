import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../../../src/engine';
import { buildOptimizer } from '../../../src/models';
import { optimizerSchema } from '../../../src/models/training';
import { startEngine } from '../engine/agreement';

interface Fixture {
  readonly steps: number;
  readonly learningRate: number;
  readonly start: { readonly kernel: number[][]; readonly bias: number[] };
  readonly cases: readonly {
    readonly name: string;
    readonly settings: Record<string, number>;
    readonly after: { readonly kernel: number[]; readonly bias: number[] };
  }[];
}

const fixtures = path.resolve(__dirname, '../../fixtures/models/optimizers.json');
const { steps, learningRate, start, cases } = JSON.parse(readFileSync(fixtures, 'utf8')) as Fixture;

/** The gradients of optimizers.py. */
const kernelGradient = (step: number): Float32Array =>
  Float32Array.from({ length: 6 }, (_, place) => ((7 * step + 3 * Math.floor(place / 3) + (place % 3)) % 5) / 2 - 1);
const biasGradient = (step: number): Float32Array =>
  Float32Array.from({ length: 3 }, (_, place) => (((step + 2 * place) % 3) - 1) / 4);

for (const preferred of ['onnx', 'wasm', 'eager'] as const) {
  describe(`optimizers on ${preferred}`, () => {
    let engine: Engine;
    before(async () => (engine = await startEngine(preferred)));
    after(() => engine.dispose());

    for (const [index, { name, settings, after: expected }] of cases.entries()) {
      it(`${name} ${JSON.stringify(settings)} moves as PyTorch's does`, async () => {
        const prefix = `${preferred}${index}`;
        const kernel = engine.variable(`${prefix}/kernel`, [2, 3], Float32Array.from(start.kernel.flat()));
        const bias = engine.variable(`${prefix}/bias`, [3], Float32Array.from(start.bias));
        const parsed = optimizerSchema.parse({ name, learningRate, ...settings });
        const optimizer = buildOptimizer(parsed, [kernel, bias], engine, prefix);
        const scalars = ['learningRate', ...optimizer.scalarNames];
        const step = await engine.compile({
          name: 'step',
          inputs: {
            kernel: { shape: [2, 3], dtype: 'float32' },
            bias: { shape: [3], dtype: 'float32' },
            ...Object.fromEntries(scalars.map((scalar) => [scalar, { shape: [], dtype: 'float32' as const }])),
          },
          variables: [kernel, bias, ...optimizer.variables],
          body: (inputs) => {
            const { kernel: first, bias: second } = inputs;
            assert.ok(first && second);
            optimizer.apply([first, second], inputs);
            return { done: tf.scalar(1) };
          },
        });
        for (let at = 0; at < steps; at += 1) {
          const feeds = { kernel: kernelGradient(at), bias: biasGradient(at), learningRate };
          await step.run({ ...feeds, ...optimizer.scalarsAt(at) });
        }
        const after = [...(await engine.read(kernel)), ...(await engine.read(bias))];
        [...expected.kernel, ...expected.bias].forEach((value, place) => {
          const got = after[place] ?? Number.NaN;
          assert.ok(Math.abs(got - value) <= 2e-6 * Math.max(1, Math.abs(value)), `weight ${place}: ${got}, ${value}`);
        });
      });
    }
  });
}
