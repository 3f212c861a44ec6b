import assert from 'node:assert/strict';
import { expandModel, modelFacts, modelSchema, type Layer } from '../../../../src/models/architecture';

const facts = (model: object, input: readonly number[], classes = 10): ReturnType<typeof modelFacts> =>
  modelFacts(modelSchema.parse(model), [...input], classes);

/** Layers with weights on the longest way through a network, as papers count them. */
const depth = (layers: readonly Layer[]): number =>
  layers.reduce((sum, layer) => {
    if (layer.type === 'residual') return sum + depth(layer.layers);
    return sum + (['dense', 'conv2d', 'depthwiseConv2d'].includes(layer.type) ? 1 : 0);
  }, 0);

describe('presets', () => {
  for (const model of [
    { preset: 'mlp', hidden: [8], dropout: 0.1, batchNorm: true },
    { preset: 'cnn-small' },
    { preset: 'cnn-small', filters: [2, 3, 4, 5, 6, 7, 8, 9], dense: 4 },
    { preset: 'resnet-mini' },
    { preset: 'resnet-cifar' },
    { preset: 'mobilenet-mini' },
  ]) {
    it(`take images of any size and channels: ${JSON.stringify(model)}`, () => {
      for (const input of [
        [1, 1, 1],
        [2, 3, 4],
        [5, 5, 1],
        [8, 8, 1],
        [28, 28, 1],
        [9, 31, 2],
        [32, 32, 3],
        [96, 64, 3],
        [224, 224, 3],
      ]) {
        assert.deepEqual(facts(model, input, 7).output, [7], input.join('×'));
      }
    });
  }

  it('are what they were for usual sizes: cnn-small halves 28 × 28 pixels twice', () => {
    const layers = expandModel(modelSchema.parse({ preset: 'cnn-small' }), [28, 28, 1], 10);
    assert.deepEqual(
      layers.map(({ type }) => type),
      ['conv2d', 'maxPool', 'conv2d', 'maxPool', 'flatten', 'dense', 'dense'],
    );
  });
});

describe('the preset resnet-cifar', () => {
  // He et al. 2016, table 6: layers and millions of parameters.
  for (const [n, layers, millions] of [
    [3, 20, 0.27],
    [5, 32, 0.46],
    [7, 44, 0.66],
    [9, 56, 0.85],
    [18, 110, 1.7],
  ] as const) {
    it(`has the ${layers} layers and ${millions} M parameters of the paper with n = ${n}`, () => {
      const model = modelSchema.parse({ preset: 'resnet-cifar', n });
      assert.equal(depth(expandModel(model, [32, 32, 3], 10)), layers);
      const { parameters } = modelFacts(model, [32, 32, 3], 10);
      // The paper pads with zeros where a stage begins (option A); here a 1×1 convolution fits the shapes.
      const fitting = 16 * 32 + 32 + 32 * 64 + 64;
      assert.equal(Number(((parameters - fitting) / 1e6).toFixed(millions < 1 ? 2 : 1)), millions);
    });
  }

  it('has 20 layers and 16 filters where nothing is said', () => {
    assert.deepEqual(modelSchema.parse({ preset: 'resnet-cifar' }), { preset: 'resnet-cifar', n: 3, width: 16 });
  });
});

describe('the preset mobilenet-mini', () => {
  it('takes a seventh of the multiplications of the same network of full convolutions', () => {
    const separable = facts({ preset: 'mobilenet-mini', filters: [64, 128], blocks: 2 }, [32, 32, 3]).operations;
    const convolutions = [64, 64, 64, 128, 128].map((filters, place) => ({
      ...{ type: 'conv2d', filters, kernel: 3, strides: place === 3 ? 2 : 1, useBias: false, activation: 'linear' },
    }));
    const full = facts({ preset: 'custom', layers: [...convolutions, { type: 'globalAveragePool' }] }, [32, 32, 3]);
    // Howard et al. 2017: 1/N + 1/k² of the cost, here 1/64 … 1/128 + 1/9.
    assert.ok(
      separable / full.operations < 1 / 6 && separable / full.operations > 1 / 9,
      `${separable / full.operations}`,
    );
  });

  it('fits images of any size and channels, down to the smallest', () => {
    for (const input of [
      [28, 28, 1],
      [32, 32, 3],
      [64, 48, 3],
      [5, 5, 1],
    ]) {
      assert.deepEqual(facts({ preset: 'mobilenet-mini' }, input, 7).output, [7]);
    }
  });
});

describe('the preset mlp', () => {
  it('normalises the sums of each hidden layer where it is told to, and then needs no bias', () => {
    const layers = expandModel(
      modelSchema.parse({ preset: 'mlp', hidden: [8, 4], batchNorm: true, dropout: 0.5 }),
      [30],
      3,
    );
    assert.deepEqual(
      layers.map(({ type }) => type),
      ['dense', 'batchNorm', 'activation', 'dropout', 'dense', 'batchNorm', 'activation', 'dropout', 'dense'],
    );
    // 30·8 + 2·8 + 8·4 + 2·4 + 4·3 + 3
    assert.equal(facts({ preset: 'mlp', hidden: [8, 4], batchNorm: true }, [30], 3).parameters, 311);
  });
});
