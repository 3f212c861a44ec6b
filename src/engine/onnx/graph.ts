import { onnx } from 'onnx-proto';

export type ElementType = 'float32' | 'int32' | 'int64' | 'bool';

/** A value of the graph: a name with a static shape. */
export interface GraphValue {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: ElementType;
}

export type Attribute = number | readonly number[] | { readonly float: number };

const elementCodes: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };
/** Opset 17 is the last in which ReduceMax takes its axes as an attribute; every runtime of today reads it. */
const opset = 17;
const irVersion = 8;

/** An ONNX graph under construction. */
export class Graph {
  private readonly nodes: onnx.INodeProto[] = [];
  private readonly initializers: onnx.ITensorProto[] = [];
  private readonly constants = new Map<string, GraphValue>();
  private readonly inputs: GraphValue[] = [];
  private readonly outputs: GraphValue[] = [];
  private count = 0;

  constructor(readonly name: string) {}

  input(name: string, shape: readonly number[], type: ElementType): GraphValue {
    const value = { name, shape, type };
    this.inputs.push(value);
    return value;
  }

  /** Names a value as an output of the graph. */
  output(name: string, value: GraphValue): void {
    const named = { ...value, name };
    this.nodes.push({ opType: 'Identity', input: [value.name], output: [name] });
    this.outputs.push(named);
  }

  /** Appends a node with one output. */
  node(
    opType: string,
    inputs: readonly GraphValue[],
    shape: readonly number[],
    type: ElementType,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): GraphValue {
    const name = `v${(this.count += 1)}`;
    this.nodes.push({
      opType,
      name: `${opType}${this.count}`,
      input: inputs.map((value) => value.name),
      output: [name],
      attribute: Object.entries(attributes).map(([key, value]) => encodeAttribute(key, value)),
    });
    return { name, shape, type };
  }

  /** A constant of the graph; equal small constants are kept once. */
  constant(values: ArrayLike<number>, shape: readonly number[], type: ElementType): GraphValue {
    const key = values.length <= 16 ? `${type} ${shape.join()} ${Array.from(values).join()}` : '';
    const known = key === '' ? undefined : this.constants.get(key);
    if (known !== undefined) return known;
    const constant = { name: `c${(this.count += 1)}`, shape, type };
    const rawData = toBytes(values, type);
    this.initializers.push({ name: constant.name, dims: [...shape], dataType: elementCodes[type], rawData });
    if (key !== '') this.constants.set(key, constant);
    return constant;
  }

  /** The model in ONNX's binary form. */
  encode(): Uint8Array {
    return onnx.ModelProto.encode({
      irVersion,
      producerName: 'Distillery',
      opsetImport: [{ domain: '', version: opset }],
      graph: {
        name: this.name,
        node: this.nodes,
        initializer: this.initializers,
        input: this.inputs.map(describeValue),
        output: this.outputs.map(describeValue),
      },
    }).finish();
  }
}

function describeValue({ name, shape, type }: GraphValue): onnx.IValueInfoProto {
  const dim = shape.map((length) => ({ dimValue: length }));
  return { name, type: { tensorType: { elemType: elementCodes[type], shape: { dim } } } };
}

function encodeAttribute(name: string, value: Attribute): onnx.IAttributeProto {
  const types = onnx.AttributeProto.AttributeType;
  if (typeof value === 'number') return { name, type: types.INT, i: value };
  if ('float' in value) return { name, type: types.FLOAT, f: value.float };
  return { name, type: types.INTS, ints: [...value] };
}

function toBytes(values: ArrayLike<number>, type: ElementType): Uint8Array {
  const numbers = Array.from(values);
  switch (type) {
    case 'float32':
      return new Uint8Array(Float32Array.from(numbers).buffer);
    case 'int32':
      return new Uint8Array(Int32Array.from(numbers).buffer);
    case 'int64':
      return new Uint8Array(BigInt64Array.from(numbers.map(BigInt)).buffer);
    case 'bool':
      return Uint8Array.from(numbers);
  }
}
