import { toBytes } from './bytes';
import type { ElementType, GraphValue, Initializer } from './node';

/** Constants of more numbers are not compared with those that exist. */
const maxInterned = 16;

interface Constant extends Initializer {
  /** The numbers of a scalar or of a list of whole numbers: passes decide by them. */
  readonly numbers?: readonly number[];
}

/**
 * The constants of a graph, shared by all of its versions: passes only add to it, and what no node reads is not written.
 * Equal small constants are one.
 */
export class ConstantPool {
  private readonly constants = new Map<string, Constant>();
  private readonly interned = new Map<string, GraphValue>();

  /** @param nextNumber numbers the names, which constants share with the graph's values. */
  constructor(private readonly nextNumber: () => number) {}

  /** A constant of the given numbers. */
  intern(values: ArrayLike<number>, shape: readonly number[], type: ElementType): GraphValue {
    const key = values.length <= maxInterned ? `${type} [${shape.join()}] ${Array.from(values, keyOf).join()}` : '';
    const known = key === '' ? undefined : this.interned.get(key);
    if (known !== undefined) return known;
    const value = { name: `c${this.nextNumber()}`, shape, type };
    this.set(value, values);
    if (key !== '') this.interned.set(key, value);
    return value;
  }

  /** A list of whole numbers, as ONNX takes axes, shapes and positions. */
  integers(values: readonly number[]): GraphValue {
    return this.intern(values, [values.length], 'int64');
  }

  /** A float32 scalar. */
  float(value: number): GraphValue {
    return this.intern([value], [], 'float32');
  }

  /** Makes a value that has a name already a constant. */
  set(value: GraphValue, values: ArrayLike<number>): void {
    const isSmall = values.length === 1 || value.type === 'int64';
    const numbers = isSmall ? { numbers: Array.from(values) } : {};
    this.constants.set(value.name, { value, bytes: toBytes(values, value.type), ...numbers });
  }

  has({ name }: GraphValue): boolean {
    return this.constants.has(name);
  }

  /** The number that a constant of one element holds; undefined for every other value. */
  scalar(value: GraphValue | undefined): number | undefined {
    const numbers = value === undefined ? undefined : this.constants.get(value.name)?.numbers;
    return numbers?.length === 1 ? numbers[0] : undefined;
  }

  /** The numbers of a constant list of whole numbers; undefined for every other value. */
  list(value: GraphValue | undefined): readonly number[] | undefined {
    return value?.type === 'int64' ? this.constants.get(value.name)?.numbers : undefined;
  }

  /** The constants of the given names, in the order in which they were made. */
  named(names: ReadonlySet<string>): readonly Initializer[] {
    return [...this.constants.values()].filter(({ value }) => names.has(value.name));
  }
}

function keyOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
