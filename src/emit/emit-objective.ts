import { lossOf, observed, rolesOf, strategyOf, type ObjectiveSettings } from '../distillation';
import { moduleDocstring } from './about';
import { identifier, literal } from './expression';
import { Nodes, type Node } from './node';
import { objectiveNodes, type ObjectiveNodes } from './objective-nodes';
import { pythonArithmetic, type WrittenFunction } from './python-arithmetic';
import { readyFunctions } from './runtime';
import { Statements } from './statements';
import { lossTerms, measureTerms, observedTerms, type ObservedTerm, type Term } from './terms';
import { docstring, indent, tupleAssignment, widthAt, type Lines } from './text';
import { assemble, reserved, type ModuleParts } from './module';

export interface EmitOptions {
  /** The config's name, for the first line. */
  readonly name: string;
  /** Training examples of each class; undefined where the data is not at hand. */
  readonly classCounts: readonly number[] | undefined;
  /** Whether the terms have measures too, from which nothing is learnt. */
  readonly hasMeasures: boolean;
}

/**
 * Writes an objective as a Python module that needs PyTorch alone. Throws a RangeError where the examples of each class decide
 * temperatures and are not known.
 */
export function emitObjective(settings: ObjectiveSettings, options: EmitOptions): string {
  if (options.classCounts === undefined && needsClassCounts(settings)) {
    throw new RangeError(
      'its temperatures follow from the training examples of each class, and the data cannot be read here; emit it where the data is',
    );
  }
  return new Emission(settings, options, options.hasMeasures ? measureTerms : () => []).write().source;
}

/** A term of a trained objective. */
export interface TrainedOutput extends Pick<ObservedTerm, 'name' | 'output' | 'hasRows'> {
  /** Whether it is a mean over the batch: those of its parts add up. */
  readonly isMean: boolean;
}

/** An objective as a trainer runs it: its terms are the outputs of a step. */
export interface TrainedObjective {
  readonly source: string;
  /** The terms in their order, under the names that a step's outputs have. */
  readonly outputs: readonly TrainedOutput[];
  /** Whether a row's terms follow from other rows too, so that a batch has to come whole. */
  readonly comparesRows: boolean;
}

export interface TrainedOptions extends Pick<EmitOptions, 'name' | 'classCounts'> {
  /** Whether labels are shares of classes, as those of mixed pictures. */
  readonly hasMixedLabels: boolean;
}

/** Measures that are means over a batch. */
const means: ReadonlySet<string> = new Set([observed.klAtOne, observed.teacherEntropy]);

/**
 * Writes an objective whose terms are all that a step of the trainer measures, each row's own numbers among them. Rows come with
 * their shares of the means over a batch.
 */
export function emitTrainedObjective(settings: ObjectiveSettings, options: TrainedOptions): TrainedObjective {
  const emission = new Emission(settings, { ...options, hasShares: true }, observedTerms);
  const ofLoss = emission.losses.map(({ name }) => ({ name, output: name, hasRows: false, isMean: true }));
  const ofStep = emission.measures.map((term) => ({ ...term, isMean: means.has(term.output) }));
  const { source, comparesRows } = emission.write();
  return { source, outputs: [...ofLoss, ...ofStep], comparesRows };
}

function needsClassCounts(settings: ObjectiveSettings): boolean {
  return rolesOf(settings).some(
    ({ parameters }) =>
      parameters.strategy === 'class-frequency' ||
      (parameters.strategy === 'expression' && parameters.value.includes('classFrequency')),
  );
}

/** Whether an objective sees probabilities at a temperature of time alone, in which small classes can be merged. */
function mergesClasses(settings: ObjectiveSettings): boolean {
  const { loss, teachers } = settings;
  if (teachers.length !== 1 || loss.clampLogits !== undefined || lossOf(loss).mergesClasses !== true) return false;
  return rolesOf(settings).every(({ parameters }) => {
    const { decide } = strategyOf(parameters);
    return decide.by === 'time' && decide.teacherFactor === undefined;
  });
}

/** Options of both ways to write an objective. */
type EmissionOptions = Pick<EmitOptions, 'name' | 'classCounts'> &
  Partial<Pick<ModuleParts, 'hasShares' | 'hasMixedLabels'>>;

/** One module as it is written. */
class Emission<Measure extends Term> {
  readonly losses: readonly Term[];
  readonly measures: readonly Measure[];
  private readonly nodes = new Nodes();
  private readonly functions = new Map<string, WrittenFunction>();
  private readonly objective: ObjectiveNodes;
  private readonly given: Map<Node, string>;
  private readonly constants: string[] = [];
  private readonly rows: string[] = [];

  constructor(
    private readonly settings: ObjectiveSettings,
    private readonly options: EmissionOptions,
    measure: (objective: ObjectiveNodes, nodes: Nodes) => Measure[],
  ) {
    const of = pythonArithmetic(this.nodes, this.functions);
    this.objective = objectiveNodes(this.nodes, of, settings, options.classCounts ?? []);
    this.losses = lossTerms(this.objective, this.nodes);
    this.measures = measure(this.objective, this.nodes);
    this.given = new Map(this.objective.given);
    this.nameConstants();
  }

  write(): { readonly source: string; readonly comparesRows: boolean } {
    const { settings, objective, options } = this;
    const forward = this.forward();
    const timed = objective.timed
      .filter(({ name }) => forward.some((line) => line.includes(`${identifier(name)}_at(`)))
      .map(({ name, body }) => this.timedFunction(name, body));
    const needsProgress = forward.some((line) => line.includes('progress'));
    const hasLearned = objective.learned.length > 0;
    const comparesRows = settings.teachers.length > 0 && lossOf(settings.loss).comparesSamples === true;
    const source = assemble({
      about: moduleDocstring(settings, options.name, needsProgress),
      constants: this.constants,
      teachers: settings.teachers.length,
      needsProgress,
      terms: [...this.losses, ...this.measures],
      state: [...this.rows.flatMap((name) => bufferLines(name)), ...objective.learned.flatMap(parameterLines)],
      comparesRows,
      mergesClasses: mergesClasses(settings),
      ...{ hasShares: options.hasShares === true, hasMixedLabels: options.hasMixedLabels === true },
      ...{ fields: this.rows.map((name) => `${name}: Tensor`), forward, hasLearned },
      functions: [...timed, ...this.writtenFunctions()],
      ready: readyFunctions,
    });
    return { source, comparesRows: comparesRows || forward.some((line) => line.includes('mean_of_batch(')) };
  }

  private get roots(): Node[] {
    return [...this.losses, ...this.measures].flatMap(({ roots }) => roots);
  }

  /** Gives parameters and rows their names, and numbers to those that share one. */
  private nameConstants(): void {
    const bodies = [...this.functions.values()].map(({ body }) => body);
    const called = reachable([...this.roots, ...this.objective.timed.map(({ body }) => body), ...bodies]);
    const groups = new Map<string, Node[]>();
    for (const node of [...called].sort((left, right) => left.id - right.id)) {
      if (node.operation !== 'parameter' && node.operation !== 'row') continue;
      const base = identifier(node.operation === 'row' ? (this.nodes.nameOf(node) ?? 'row') : node.text);
      groups.set(base, [...(groups.get(base) ?? []), node]);
    }
    for (const [base, nodes] of groups) {
      for (const [index, node] of nodes.entries()) {
        const name = nodes.length === 1 ? base : `${base}_${index + 1}`;
        this.given.set(node, node.operation === 'row' ? `self.${name}` : name.toUpperCase());
        if (node.operation === 'row') this.rows.push(name);
        this.constants.push(...constantLines(name.toUpperCase(), node));
      }
    }
  }

  private forward(): string[] {
    const ofLoss = reachable(this.losses.flatMap(({ roots }) => roots));
    const layout = this.layout(this.roots, (node) => (ofLoss.has(node) ? 8 : 12));
    const use = (node: Node): string => layout.use(node);
    const all = layout.neededBy(this.roots);
    const [first, later] = [true, false].map((isOfLoss) => all.filter(({ node }) => ofLoss.has(node) === isOfLoss));
    const inside = later?.flatMap(({ lines }) => lines) ?? [];
    const values = [...this.losses, ...this.measures].map((term) => ({ name: term.name, value: term.value(use) }));
    const sums = values.filter(({ value }) => value.startsWith('('));
    return [
      ...(first?.flatMap(({ lines }) => lines) ?? []),
      ...(inside.length === 0
        ? []
        : ['', '# Measures: nothing is learnt from them.', 'with torch.no_grad():', ...indent(inside)]),
      ...sums.flatMap(({ name, value }) => assignment(name, value)),
      '',
      'return Terms(',
      ...indent(values.map(({ name, value }) => `${name}=${sums.some((sum) => sum.name === name) ? name : value},`)),
      ')',
    ];
  }

  private layout(roots: readonly Node[], indentOf: (node: Node) => number, given = this.given): Statements {
    return new Statements({ nodes: this.nodes, given, roots, reserved, indentOf });
  }

  private timedFunction(name: string, body: Node): string[] {
    return this.functionOf(
      `${identifier(name)}_at`,
      ['progress: Progress'],
      `The ${name.replace(/ (\d+)$/, ' of teacher $1')} at a moment.`,
      body,
    );
  }

  private writtenFunctions(): string[][] {
    return [...this.functions.values()].map(({ formula, parameters, body }) => {
      const names = formula.parameters.map((parameter) => identifier(parameter));
      const given = new Map([
        ...this.given,
        ...parameters.map((node, index): [Node, string] => [node, names[index] ?? '']),
      ]);
      const typed = names.map(
        (parameter) => `${parameter}: Tensor${parameter.endsWith('temperature') ? ' | float' : ''}`,
      );
      return this.functionOf(identifier(formula.name), typed, formula.summary, body, given);
    });
  }

  private functionOf(
    name: string,
    parameters: readonly string[],
    summary: string,
    body: Node,
    given: Map<Node, string> = this.given,
  ): string[] {
    const layout = this.layout([body], () => 4, given);
    const statements = layout.neededBy([body]).filter(({ node }) => node !== body);
    const written = layout.neededBy([body]).find(({ node }) => node === body);
    const value = written?.text ?? layout.use(body);
    return [
      ...signature(name, parameters),
      ...indent([...docstring(widthAt(1), summary), ...statements.flatMap(({ lines }) => lines), `return ${value}`]),
    ];
  }
}

/** The head of a function, a line for each parameter where one would be too long. */
function signature(name: string, parameters: readonly string[]): string[] {
  const line = `def ${name}(${parameters.join(', ')}) -> Tensor:`;
  if (line.length <= widthAt(0)) return [line];
  return [`def ${name}(`, ...parameters.map((parameter) => `    ${parameter},`), ') -> Tensor:'];
}

function reachable(roots: readonly Node[]): Set<Node> {
  const found = new Set<Node>();
  const visit = (node: Node): void => {
    if (found.has(node)) return;
    found.add(node);
    for (const input of node.inputs) visit(input);
  };
  for (const root of roots) visit(root);
  return found;
}

function constantLines(name: string, { operation, row, value = Number.NaN }: Node): string[] {
  if (operation !== 'row') return [`${name} = ${literal(value, true)}`];
  return tupleAssignment(
    name,
    row.map((number) => literal(number, true)),
  );
}

/** `name = (a, b)`, broken where it is too long. */
function assignment(name: string, value: string): string[] {
  const whole = `${name} = ${value}`;
  if (whole.length <= widthAt(2) || !value.startsWith('(')) return [whole];
  const items = value.slice(1, -1).split(/, (?=spread\()/);
  return [`${name} = (`, ...items.map((item) => `    ${item},`), ')'];
}

function bufferLines(name: string): Lines {
  const made = `torch.tensor(${name.toUpperCase()})`;
  const line = `self.register_buffer("${name}", ${made}, persistent=False)`;
  if (line.length <= widthAt(2)) return [line];
  return ['self.register_buffer(', `    "${name}", ${made}, persistent=False`, ')'];
}

function parameterLines({ name, initial }: { readonly name: string; readonly initial: number }): Lines {
  return [`self.${name} = nn.Parameter(torch.tensor(${literal(initial, true)}))`];
}
