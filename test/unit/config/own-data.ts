import { stringify } from 'yaml';
import { parseConfig, type ParsedConfig } from '../../../src/config';
import type { DataFacts } from '../../../src/data-sources';

export const model = { preset: 'mlp', hidden: [4] };
export const base = {
  name: 'a',
  data: { format: 'table', path: 'pets.csv' },
  teacher: { model, train: { batchSize: 8 } },
  student: { model },
  train: { batchSize: 8 },
};
export const factsOf = (classCounts: readonly number[], more: Partial<DataFacts> = {}): DataFacts => ({
  kind: 'table',
  shape: [2],
  classes: classCounts.map((_, index) => ({ name: `kind ${index}`, label: index })),
  splits: { train: { count: classCounts.reduce((sum, one) => sum + one, 0), classCounts }, test: { count: 20 } },
  ...more,
});
export const parsed = (facts: DataFacts, changes: object = {}): ParsedConfig =>
  parseConfig(stringify({ ...base, ...changes }), 'yaml', { lookUp: () => facts });
export const codes = (one: ParsedConfig): string[] => one.problems.map(({ code }) => code);
