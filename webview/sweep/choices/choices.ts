import {
  figuresOf,
  isFigureName,
  isRich,
  type FigureName,
  type Fixed,
  type Order,
  type Quantity,
  type SweepTable,
} from '../../../src/sweep-figures';

export const chartNames = ['map', 'lines', 'scatter', 'parallel', 'importance'] as const;
export type ChartName = (typeof chartNames)[number];

/** Choices of a person, kept over a reload of the window; absent ones follow the sweep. */
export interface Choices {
  readonly chart?: ChartName;
  readonly figure?: FigureName;
  /** Settings of the map, and of the lines: the second one has a line for each value, −1 for none. */
  readonly columns?: number;
  readonly rows?: number;
  readonly x?: Quantity;
  readonly y?: Quantity;
  readonly fixed: Fixed;
  readonly order?: Order;
  readonly filter: string;
}

/** Charts that a sweep has: a map needs two settings, and the last two need runs enough besides. */
export function chartsOf(table: SweepTable): ChartName[] {
  if (table.settings.length < 2) return ['lines', 'scatter'];
  return isRich(table) ? [...chartNames] : ['map', 'lines', 'scatter'];
}

/** The chart to show: the chosen one where the sweep has it, else the first. */
export function chartOf(table: SweepTable, { chart }: Choices): ChartName {
  const charts = chartsOf(table);
  return chart !== undefined && charts.includes(chart) ? chart : (charts[0] ?? 'lines');
}

/** The figure to show: the chosen one, else the difference from the control where there is one, else the goal. */
export function figureIn({ goal, points }: SweepTable, { figure }: Choices): FigureName {
  if (figure !== undefined) return figure;
  const difference = figuresOf(goal).find(({ name }) => name === 'difference');
  const isThere = points.some(({ runs }) => runs.some((run) => difference?.of(run) !== undefined));
  return isThere ? 'difference' : 'goal';
}

/** Reads kept choices; invalid ones are left out. */
export function readChoices(value: unknown): Choices {
  const { chart, figure, columns, rows, x, y, fixed, order, filter } = (
    typeof value === 'object' && value !== null ? value : {}
  ) as Readonly<Record<string, unknown>>;
  const found = chartNames.find((name) => name === chart);
  return {
    ...(found !== undefined && { chart: found }),
    ...(isFigureName(figure) && { figure }),
    ...(isIndex(columns) && { columns }),
    ...(isIndex(rows) && { rows }),
    ...(isQuantity(x) && { x }),
    ...(isQuantity(y) && { y }),
    ...(isOrder(order) && { order }),
    fixed: typeof fixed === 'object' && fixed !== null ? readFixed(fixed) : {},
    filter: typeof filter === 'string' ? filter : '',
  };
}

function readFixed(value: object): Fixed {
  return Object.fromEntries(Object.entries(value).filter(([, index]) => isIndex(index)));
}

const isIndex = (value: unknown): value is number => Number.isInteger(value);
const isQuantity = (value: unknown): value is Quantity => isIndex(value) || isFigureName(value);

function isOrder(value: unknown): value is Order {
  if (typeof value !== 'object' || value === null) return false;
  const { key, isDescending } = value as Readonly<Record<string, unknown>>;
  return typeof key === 'string' && typeof isDescending === 'boolean';
}
