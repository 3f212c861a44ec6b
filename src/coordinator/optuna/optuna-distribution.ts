import { listValues, toSixDigits, type Domain } from '../../sweeps';

/** A distribution of Optuna's as its JSON, and the numbers by which values are written beside it. */
export interface Distribution {
  readonly text: string;
  readonly internal: (value: unknown) => number;
  /** The value of a number: of a category the one at that index, of a range the nearest one that it has. */
  readonly external: (number: number) => unknown;
}

type Range = Extract<Domain, { readonly kind: 'range' }>;

/** Lists are categories; ranges are numbers, also those with steps, whose values are rounded to six digits. */
export function distributionOf(domain: Domain): Distribution {
  if (domain.kind === 'range') return ofRange(domain);
  const { values } = domain;
  return {
    text: JSON.stringify({ name: 'CategoricalDistribution', attributes: { choices: values.map(choiceOf) } }),
    internal: (value) => values.findIndex((one) => JSON.stringify(one) === JSON.stringify(value)),
    external: (number) => values[number],
  };
}

function ofRange(domain: Range): Distribution {
  const { from, to, isLog, isInteger } = domain;
  const bounds = { low: from, high: to, log: isLog };
  const attributes = isInteger ? { ...bounds, step: 1 } : { step: null, ...bounds };
  const name = isInteger ? 'IntDistribution' : 'FloatDistribution';
  const listed = listValues(domain)?.map(Number);
  const rounded = (number: number): number =>
    Math.min(Math.max(isInteger ? Math.round(number) : toSixDigits(number), from), to);
  return {
    text: JSON.stringify({ name, attributes }),
    internal: Number,
    external: (number) => (listed === undefined ? rounded(number) : nearest(listed, number)),
  };
}

const nearest = (values: readonly number[], number: number): number =>
  values.reduce((best, one) => (Math.abs(one - number) < Math.abs(best - number) ? one : best), values[0] ?? number);

/** A category as Optuna allows it: lists and maps become their JSON. */
function choiceOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
