import { onnx } from 'onnx-proto';
import { Generator } from '../../../../src/data';
import { elementTypes, onnxModel, onnxValue } from '../../../documents/onnx-model';
import { classes } from '../synthetic';

export const features = 9;
export const float = (name: string, dims: number[], values: readonly number[]): onnx.ITensorProto => ({
  ...{ name, dims, dataType: elementTypes.FLOAT, rawData: new Uint8Array(Float32Array.from(values).buffer) },
});
export const whole = (name: string, values: readonly number[]): onnx.ITensorProto => ({
  ...{ name, dims: [values.length], dataType: elementTypes.INT64, int64Data: [...values] },
});
export const integer = (name: string, i: number): onnx.IAttributeProto => ({
  ...{ name, i, type: onnx.AttributeProto.AttributeType.INT },
});
export const axes = (...ints: number[]): onnx.IAttributeProto => ({
  ...{ name: 'axes', ints, type: onnx.AttributeProto.AttributeType.INTS },
});
export const cast = (to: number, input: string, output: string): onnx.INodeProto => ({
  ...{ opType: 'Cast', attribute: [integer('to', to)], input: [input], output: [output] },
});
export const node = (opType: string, input: string[], output: string[], ...attribute: onnx.IAttributeProto[]) => ({
  ...{ opType, input, output, attribute, name: `the ${opType} of ${output[0] ?? ''}` },
});

export const generator = new Generator(3);
export const weights = Array.from({ length: features * classes }, (_, place) => {
  const isOwn = Math.floor(place / classes) === place % classes;
  return (isOwn ? 6 : 0) + generator.nextNormal();
});
export const ones = (value: number): number[] => new Array<number>(classes).fill(value);
export const initializer = [
  float('w', [features, classes], weights),
  float('hundred', [1], [100]),
  float('one', [1], [1]),
  whole('flatShape', [-1, features]),
  whole('single', [1, features]),
  whole('shape', [-1, classes]),
  whole('apart', [-1, 1, classes]),
  whole('axis', [1]),
  float('scale', [classes], ones(1)),
  float('shift', [classes], ones(0)),
  float('mean', [classes], ones(1)),
  float('variance', [classes], ones(4)),
  float('half', [], [0.5]),
  { name: 'true', dims: [], dataType: elementTypes.BOOL, int32Data: [1] },
];

/** A linear network on 3×3 images whose logits `z` go through the given nodes to `out`. */
export const network = (nodes: readonly onnx.INodeProto[], { flatten = 'flatShape', outputs = ['N', classes] } = {}) =>
  onnxModel({
    node: [
      node('Reshape', ['images', flatten], ['flat']),
      node('MatMul', ['flat', 'w'], ['z']),
      ...nodes.map((one) => onnx.NodeProto.create(one)),
    ],
    initializer: initializer.map((one) => onnx.TensorProto.create(one)),
    input: [onnxValue('images', ['N', 3, 3, 1])],
    output: [onnxValue('out', outputs)],
  });

export const softmax = (...behind: onnx.INodeProto[]): onnx.INodeProto[] => [
  node('Softmax', ['z'], [behind.length === 0 ? 'out' : 'p'], integer('axis', -1)),
  ...behind,
];
export const exponentials = [
  node('ReduceMax', ['z'], ['m'], axes(1)),
  node('Sub', ['z', 'm'], ['d']),
  node('Exp', ['d'], ['e']),
  node('ReduceSum', ['e', 'axis'], ['s']),
];
export const normalization = (mode: number): onnx.INodeProto =>
  node(
    'BatchNormalization',
    ['z', 'scale', 'shift', 'mean', 'variance'],
    mode === 1 ? ['out', 'm2', 'v2'] : ['out'],
    integer('training_mode', mode),
  );
