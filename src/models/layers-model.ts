import type { Architecture } from './architecture';

/** The two files of a tfjs Layers model. */
export interface LayersModelFiles {
  readonly modelJson: string;
  readonly weights: Uint8Array;
}

/**
 * Writes a network as a tfjs Layers model, which `tf.loadLayersModel` reads.
 * @param weights kernel and bias of each layer in order, kernels [inputs, units] row-major.
 */
export function encodeLayersModel(
  architecture: Architecture,
  inputs: number,
  classes: number,
  weights: readonly Float32Array[],
): LayersModelFiles {
  const units = [...architecture.hidden, classes];
  const layers = units.map((width, index) => ({
    class_name: 'Dense',
    config: {
      name: `dense${index}`,
      units: width,
      use_bias: true,
      activation: index === units.length - 1 ? 'linear' : architecture.activation,
      ...(index === 0 ? { batch_input_shape: [null, inputs] } : {}),
      dtype: 'float32',
    },
  }));
  const manifest = units.flatMap((width, index) => {
    const before = index === 0 ? inputs : (units[index - 1] ?? 0);
    return [
      { name: `dense${index}/kernel`, shape: [before, width], dtype: 'float32' },
      { name: `dense${index}/bias`, shape: [width], dtype: 'float32' },
    ];
  });
  const modelJson = JSON.stringify({
    format: 'layers-model',
    generatedBy: 'Distillery',
    modelTopology: { class_name: 'Sequential', config: { name: 'student', layers } },
    weightsManifest: [{ paths: ['weights.bin'], weights: manifest }],
  });
  const bytes = weights.map((values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return { modelJson, weights: Buffer.concat(bytes) };
}
