import type { Carried, Graph } from '../../graph/graph';
import type { GraphNode, GraphValue } from '../../graph/node';
import { sizeOf } from '../../graph/shape';
import { isNumber, type UpdateForms } from './update-forms';

/** Variables one behind the other in one list. */
interface Pack {
  readonly before: GraphValue;
  readonly members: readonly Carried[];
}

/**
 * Writes the updates of variables as those of lists of them: of the given ones, and of all that their new values are computed from,
 * such as moments. What is no variable, such as gradients, is put together first.
 */
export class PackWriter {
  private readonly packs: Pack[] = [];
  private readonly nodes: GraphNode[] = [];
  private readonly known = new Map<string, GraphValue>();
  private readonly names: Set<string>;

  constructor(
    private readonly graph: Graph,
    private readonly forms: UpdateForms,
  ) {
    this.names = new Set([...graph.inputs, ...graph.nodes.flatMap(({ outputs }) => outputs)].map(({ name }) => name));
  }

  /** The graph with lists in place of variables; undefined where what they are computed from is not in their order. */
  write(members: readonly Carried[]): Graph | undefined {
    if (this.pack(members) === undefined) return undefined;
    const carried: Carried[] = [];
    const outputs: GraphValue[] = [];
    // Lists of what new values are computed from are appended on the way.
    for (const pack of this.packs) {
      const after = this.together(pack.members.map((one) => this.forms.valueAfter(one)));
      if (after === undefined) return undefined;
      outputs.push(after);
      carried.push({ before: pack.before.name, after: after.name, members: pack.members });
    }
    return this.withPacks(carried, outputs);
  }

  private withPacks(carried: readonly Carried[], outputs: readonly GraphValue[]): Graph {
    const { graph, packs } = this;
    const own = new Set(packs.flatMap(({ members }) => members.flatMap(({ before, after }) => [before, after])));
    const isOther = ({ name }: GraphValue): boolean => !own.has(name);
    return graph.with({
      nodes: [...packs.flatMap((pack) => this.apart(pack)), ...graph.nodes, ...this.nodes],
      inputs: [...graph.inputs.filter(isOther), ...packs.map(({ before }) => before)],
      outputs: [...graph.outputs.filter(isOther), ...outputs],
      carried: [...graph.carried.filter(({ after }) => !own.has(after)), ...carried],
    });
  }

  /** The variables of a list by themselves, for what else reads them. */
  private apart({ before, members }: Pack): readonly GraphNode[] {
    const { constants } = this.graph;
    const values = members.map((one) => this.valueBefore(one));
    const flat = values.map((value) =>
      value.shape.length === 1 ? value : { ...value, name: `${value.name}:flat`, shape: [sizeOf(value.shape)] },
    );
    const sizes = constants.integers(flat.map(({ shape }) => sizeOf(shape)));
    const split = { opType: 'Split', inputs: [before, sizes], outputs: flat, attributes: { axis: 0 } };
    const shaped = values.flatMap((value, place): GraphNode[] => {
      const source = flat[place];
      if (source === undefined || source === value) return [];
      const inputs = [source, constants.integers(value.shape)];
      return [{ opType: 'Reshape', inputs, outputs: [value], attributes: {} }];
    });
    return [split, ...shaped];
  }

  private valueBefore(one: Carried): GraphValue {
    return { ...this.forms.valueAfter(one), name: one.before };
  }

  /** The list of variables before the step; undefined where some of them are in another list. */
  private pack(members: readonly Carried[]): GraphValue | undefined {
    const form = members[0] && this.forms.formOfUpdate(members[0]);
    if (form === undefined || members.some((one) => this.forms.formOfUpdate(one) !== form)) return undefined;
    const taken = new Set(this.packs.flatMap((pack) => pack.members.map(({ before }) => before)));
    const isFree = members.every(({ before }) => !taken.has(before) && taken.add(before));
    if (!isFree) return undefined;
    const values = members.map((one) => this.valueBefore(one));
    const before = this.valueFor(values);
    this.packs.push({ before, members });
    this.known.set(keyOf(values), before);
    return before;
  }

  /** One list of values, one of each member; undefined where a variable would have to be in two lists. */
  private together(values: readonly GraphValue[]): GraphValue | undefined {
    const [first] = values;
    if (first === undefined || isNumber(first)) return first;
    const known = this.known.get(keyOf(values));
    if (known !== undefined) return known;
    const variables = values.flatMap((value) => this.forms.variableOf(value) ?? []);
    if (variables.length > 0) return variables.length === values.length ? this.pack(variables) : undefined;
    const operations = values.flatMap((value) => this.forms.operationOf(value) ?? []);
    const made = operations.length === values.length ? this.operation(operations) : this.operands(values);
    if (made === undefined) return undefined;
    const result = this.valueFor(values);
    this.nodes.push({ ...made, outputs: [result] });
    this.known.set(keyOf(values), result);
    return result;
  }

  /** An operation of all members on lists. */
  private operation(operations: readonly GraphNode[]): Omit<GraphNode, 'outputs'> | undefined {
    const [first] = operations;
    const inputs = first?.inputs.flatMap((_, place) => {
      return this.together(operations.flatMap((operation) => operation.inputs[place] ?? [])) ?? [];
    });
    if (first === undefined || inputs?.length !== first.inputs.length) return undefined;
    return { opType: first.opType, inputs, attributes: first.attributes };
  }

  private operands(values: readonly GraphValue[]): Omit<GraphNode, 'outputs'> {
    const flat = values.map((value) => {
      if (value.shape.length === 1) return value;
      const one = { ...value, name: this.nameFor(`${value.name}:flat`), shape: [sizeOf(value.shape)] };
      const inputs = [value, this.graph.constants.integers([-1])];
      this.nodes.push({ opType: 'Reshape', inputs, outputs: [one], attributes: {} });
      return one;
    });
    return { opType: 'Concat', inputs: flat, attributes: { axis: 0 } };
  }

  /** A new value for a list of values. */
  private valueFor(values: readonly GraphValue[]): GraphValue {
    const length = values.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    return { name: this.nameFor(`${values[0]?.name ?? ''}:packed`), shape: [length], type: 'float32' };
  }

  private nameFor(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.names.has(name); number += 1) name = `${wanted}${number}`;
    this.names.add(name);
    return name;
  }
}

const keyOf = (values: readonly GraphValue[]): string => values.map(({ name }) => name).join('\n');
