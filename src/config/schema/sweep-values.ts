import { toSixDigits } from '../../sweeps';
import type { SchemaNode } from './json-schema';
import { schemasAt } from './lookup';

/** Temperatures of Hinton, Vinyals, Dean 2015, section 3: students of few units want the low ones, large ones bear 20. */
const temperatures = [1, 2, 4, 8, 20];
const shares = [0.1, 0.3, 0.5, 0.7, 0.9];
/** Units of one hidden layer. */
const hidden = [[30], [100], [300], [800]];
/** Members of a choice that are proposed at once. */
const maxMembers = 8;

/** Values that a sweep could try for a setting: a list, and a range where it is a number. */
export interface SweepValues {
  readonly list: readonly unknown[];
  readonly range?: { readonly from: number; readonly to: number; readonly steps: number; readonly log?: true };
}

/** The proposed values of a setting around its present one; undefined for what is no setting of one value. */
export function sweepValuesOf(path: readonly string[], present: number | undefined): SweepValues | undefined {
  const schemas = schemasAt(path);
  if (path.at(-1) === 'hidden') return { list: hidden };
  const number = schemas.find(({ type }) => type === 'number' || type === 'integer');
  if (number !== undefined) return around(number, path, present);
  const members = schemas.flatMap((schema) => schema.enum ?? (schema.type === 'boolean' ? [true, false] : []));
  return members.length > 1 ? { list: members.slice(0, maxMembers) } : undefined;
}

/** Whether a schema is that of a temperature. */
export const isTemperature = ({ exclusiveMinimum, maximum }: SchemaNode): boolean =>
  exclusiveMinimum === 0 && maximum === 1000;

function around(schema: SchemaNode, [top]: readonly string[], present: number | undefined): SweepValues {
  if (isTemperature(schema)) return { list: temperatures, range: { from: 1, to: 20, steps: 5, log: true } };
  const { maximum = Infinity, minimum = -Infinity, type } = schema;
  // Weights of a loss are shares by custom.
  const isShare = top === 'loss' && typeof schema.default === 'number' && schema.default <= 1;
  if (maximum <= 1 || isShare) return { list: shares, range: { from: 0.1, to: 0.9, steps: 5 } };
  const middle = present ?? (typeof schema.default === 'number' ? schema.default : 1);
  const scaled = [1 / 4, 1 / 2, 1, 2, 4].map((factor) => Math.min(Math.max(middle * factor, minimum), maximum));
  const list = [
    ...new Set(scaled.map((value) => (type === 'integer' ? Math.max(1, Math.round(value)) : toSixDigits(value)))),
  ];
  const [from = 0, to = 0] = [list[0], list.at(-1)];
  return to > from && from > 0 ? { list, range: { from, to, steps: 5, log: true } } : { list };
}
