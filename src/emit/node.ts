/** One operation of a formula that is written out; equal ones are one node. */
export interface Node {
  readonly id: number;
  readonly operation: Operation;
  readonly inputs: readonly Node[];
  /** The name of an input, a parameter, a function or a field of the progress. */
  readonly text: string;
  /** The value of a number that is known when the source is written. */
  readonly value: number | undefined;
  /** The numbers of a row. */
  readonly row: readonly number[];
  readonly hasRows: boolean;
  readonly hasColumns: boolean;
  /** Whether it is true or false in each place, and no number yet. */
  readonly isMask: boolean;
}

export type Operation =
  | 'literal'
  | 'parameter'
  | 'input'
  | 'row'
  | 'call'
  | 'negate'
  | 'not'
  | 'any'
  | 'both'
  | 'number'
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'power'
  | 'remainder'
  | 'minimum'
  | 'maximum'
  | 'greater'
  | 'atLeast'
  | 'select'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'abs'
  | 'sin'
  | 'cos'
  | 'floor'
  | 'sigmoid'
  | 'detach'
  | 'likeLogits'
  | 'sumOfRow'
  | 'maximumOfRow'
  | 'sumOfAll'
  | 'sumOfColumn'
  | 'logSoftmax';

type Described = Pick<Node, 'operation' | 'inputs'> & Partial<Omit<Node, 'id' | 'operation' | 'inputs'>>;

/** The nodes of a source and the names that formulas give them. */
export class Nodes {
  private readonly known = new Map<string, Node>();
  private readonly names = new Map<Node, string>();

  /** The node of an operation; the same one when it was made before. Its shape is that of its inputs unless it is given. */
  make({ operation, inputs, text = '', value, row = [], ...rest }: Described): Node {
    const key = [operation, text, String(value), row.join(), ...inputs.map(({ id }) => id)].join(' ');
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const node: Node = {
      ...{ id: this.known.size, operation, inputs, text, value, row },
      hasRows: rest.hasRows ?? inputs.some(({ hasRows }) => hasRows),
      hasColumns: rest.hasColumns ?? inputs.some(({ hasColumns }) => hasColumns),
      isMask: rest.isMask ?? false,
    };
    this.known.set(key, node);
    return node;
  }

  /** Gives a node its name, unless it has one. */
  name(node: Node, name: string): void {
    if (!this.names.has(node)) this.names.set(node, name);
  }

  nameOf(node: Node): string | undefined {
    return this.names.get(node);
  }
}

/** Whether a node is a number of Python and no tensor. */
export function isPlainNumber({ value }: Node): boolean {
  return value !== undefined;
}
