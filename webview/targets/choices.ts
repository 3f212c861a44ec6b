import { readSelection, type Selection } from '../../src/panel/messages';
import { orders, type Filter, type Order } from './order';

/** Settings of the view, saved over a reload of the window. */
export interface Choices {
  /** Checkpoint and split, such as `best test`; undefined for the default. */
  readonly evaluation?: string;
  readonly teacher: number;
  /** Undefined until the person changes it; the run's temperature is shown then. */
  readonly temperature?: number;
  readonly isLogarithmic: boolean;
  readonly order: Order;
  readonly filter: Filter;
  /** Undefined for the first example of the list. */
  readonly selection?: Selection;
}

export const noChoices: Choices = { teacher: 0, isLogarithmic: false, order: 'divergence', filter: {} };

/** Validates saved settings; invalid ones are left out. */
export function readChoices(value: unknown): Choices {
  if (typeof value !== 'object' || value === null) return noChoices;
  const { evaluation, teacher, temperature, isLogarithmic, order, filter, selection } = value as Readonly<
    Record<string, unknown>
  >;
  const known = readSelection(selection);
  return {
    ...(typeof evaluation === 'string' && { evaluation }),
    teacher: isPlace(teacher) ? teacher : 0,
    ...(typeof temperature === 'number' && temperature > 0 && Number.isFinite(temperature) && { temperature }),
    isLogarithmic: isLogarithmic === true,
    order: orders.find((one) => one === order) ?? 'divergence',
    filter: readFilter(filter),
    ...(known !== undefined && { selection: known }),
  };
}

function readFilter(value: unknown): Filter {
  const { label, student, teacher } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...(isPlace(label) && { label }),
    ...(isPlace(student) && { student }),
    ...(isPlace(teacher) && { teacher }),
  };
}

function isPlace(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
