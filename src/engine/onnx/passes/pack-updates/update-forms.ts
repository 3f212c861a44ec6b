import { isElementwise } from '../../graph/elementwise';
import type { Carried, Graph } from '../../graph/graph';
import type { GraphNode, GraphValue } from '../../graph/node';
import { equalShapes, sizeOf } from '../../graph/shape';

/** Numbers of a variable up to which the runtime's time for an operation is most of what it takes. */
const maxSize = 8_192;

/** The form of a value that is not computed element by element, such as a gradient. */
const operand = '*';
/** The form of a variable before the step. */
const variable = '^';

/** Whether a value is one number, which an operation on a variable has for all of its elements. */
export const isNumber = ({ shape }: GraphValue): boolean => shape.length === 0;

/** The updates of the small variables of a step, element by element. */
export class UpdateForms {
  private readonly before: ReadonlyMap<string, Carried>;
  private readonly after: ReadonlyMap<string, GraphValue>;
  private readonly forms = new Map<string, string>();

  constructor(private readonly graph: Graph) {
    const inputs = new Set(graph.inputs.map(({ name }) => name));
    this.before = new Map(graph.carried.flatMap((one) => (inputs.has(one.before) ? [[one.before, one] as const] : [])));
    this.after = new Map(graph.outputs.map((output) => [output.name, output]));
  }

  /** Several variables each that are changed in the same way, those first whose change takes most to compute. */
  groups(): readonly (readonly Carried[])[] {
    const groups = new Map<string, Carried[]>();
    for (const one of this.before.values()) {
      const form = this.formOfUpdate(one);
      if (form !== undefined) groups.set(form, [...(groups.get(form) ?? []), one]);
    }
    const several = [...groups].filter(([, { length }]) => length > 1);
    return several.sort(([one], [other]) => other.length - one.length).map(([, group]) => group);
  }

  /** The update of a small variable in words that are the same for other shapes and operands; undefined where it cannot be packed. */
  formOfUpdate({ after }: Carried): string | undefined {
    const value = this.after.get(after);
    if (value?.type !== 'float32' || isNumber(value) || sizeOf(value.shape) > maxSize) return undefined;
    const form = this.graph.transposed.has(value.name) ? operand : this.formOf(value);
    return form === operand ? undefined : form;
  }

  /** The variable that a value is before the step. */
  variableOf({ name }: GraphValue): Carried | undefined {
    return this.before.get(name);
  }

  /** A variable's value after the step. @throws where the step gives none. */
  valueAfter({ after }: Carried): GraphValue {
    const value = this.after.get(after);
    if (value === undefined) throw new Error(`${this.graph.name} has no output '${after}'`);
    return value;
  }

  /** The operation that makes a value of numbers and of values of its shape; undefined for any other value. */
  operationOf(value: GraphValue): GraphNode | undefined {
    const node = this.graph.producer(value);
    if (node?.outputs.length !== 1 || !isElementwise(node)) return undefined;
    const isFit = (input: GraphValue): boolean =>
      input.type === 'float32' && (isNumber(input) || equalShapes(input.shape, value.shape));
    return node.inputs.every(isFit) ? node : undefined;
  }

  private formOf(value: GraphValue): string {
    if (isNumber(value)) return value.name;
    if (this.before.has(value.name)) return variable;
    const known = this.forms.get(value.name);
    if (known !== undefined) return known;
    const node = this.operationOf(value);
    const inputs = node?.inputs.map((input) => this.formOf(input)).join(' ');
    const form = node === undefined ? operand : `${node.opType}${JSON.stringify(node.attributes)}(${inputs})`;
    this.forms.set(value.name, form);
    return form;
  }
}
