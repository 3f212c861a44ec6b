import { onnx } from 'onnx-proto';

type Length = number | string;
/** The numbers of ONNX's element types. */
export const elementTypes = onnx.TensorProto.DataType;

/** An input or output; without a shape it does not say one. */
export function onnxValue(
  name: string,
  shape: readonly Length[] | undefined,
  elemType: number = elementTypes.FLOAT,
): onnx.IValueInfoProto {
  const dim = shape?.map((length) => (typeof length === 'number' ? { dimValue: length } : { dimParam: length }));
  return { name, type: { tensorType: { elemType, ...(dim === undefined ? {} : { shape: { dim } }) } } };
}

/** The weight of a dense layer of MNIST. */
export const onnxWeight = (name: string, more: onnx.ITensorProto = {}): onnx.ITensorProto => ({
  name,
  dims: [784, 10],
  dataType: elementTypes.FLOAT,
  rawData: new Uint8Array(784 * 10 * 4),
  ...more,
});

/** The bytes of a model that flattens images and multiplies them with a weight, parts of its graph replaced. */
export function onnxModel(graph: onnx.IGraphProto = {}): Uint8Array {
  return onnx.ModelProto.encode({
    irVersion: 8,
    producerName: 'test',
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'g',
      node: [
        { opType: 'Flatten', input: ['images'], output: ['flat'] },
        { opType: 'MatMul', input: ['flat', 'w'], output: ['logits'] },
      ],
      initializer: [onnxWeight('w')],
      input: [onnxValue('images', ['N', 28, 28, 1])],
      output: [onnxValue('logits', ['N', 10])],
      ...graph,
    },
  }).finish();
}
