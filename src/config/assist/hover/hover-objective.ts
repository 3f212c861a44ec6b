import { augmentOf, type DataFacts } from '../../../data-sources';
import { asEquation, strategyOf, teacherRole, type RoleId, type TemperatureParameters } from '../../../distillation';
import { formatRatio } from '../../../wording';
import { objectiveOf, teachersOf, usedTeachers } from '../../schema/objective';
import { previewOf } from '../../schema/preview';
import type { ResolvedConfig } from '../../schema/schema';
import { lineOf } from '../about';

/** The formulas of the weights, teachers and temperatures at a path, with the config's numbers. */
export function objectiveFacts(
  path: readonly string[],
  config: ResolvedConfig,
  data: DataFacts | undefined,
): string | undefined {
  const [first, second, third] = path;
  const key = path.at(-1);
  if (first === 'loss') return aboutObjective(second, config);
  if (key === 'temperature' || key === 'strategy') {
    const teacher = first === 'teachers' ? Number(second) : undefined;
    const parameters = teacher === undefined ? config.temperature : config.teachers?.[teacher]?.temperature;
    const role = teacher === undefined ? undefined : teacherRole(teacher);
    return parameters && aboutTemperature(parameters, role, config, data);
  }
  if (first === 'teachers' && (second === undefined || third === 'weight')) return aboutShares(config);
  return key === 'combine' && teachersOf(config).length > 1 ? minimised(config) : undefined;
}

function minimised(config: ResolvedConfig): string {
  const isChanged = config.train.augment !== undefined || augmentOf(config.data) !== undefined;
  const cost =
    isChanged && usedTeachers(config).length > 0 ? ', with answers for each changed picture, in every step' : '';
  return `Minimised: \`${objectiveOf(config)}\`${cost}`;
}

/** Keys of the loss that change the sentence. */
const weights = new Set<string | undefined>([undefined, 'kind', 'hard', 'soft', 'warmup', 'scaleByT2', 'clampLogits']);

function aboutObjective(key: string | undefined, config: ResolvedConfig): string | undefined {
  return weights.has(key) ? minimised(config) : undefined;
}

function aboutTemperature(
  parameters: TemperatureParameters,
  role: RoleId | undefined,
  config: ResolvedConfig,
  data: DataFacts | undefined,
): string {
  const { formula } = strategyOf(parameters);
  const { strategy, ...numbers } = parameters;
  const preview = previewOf(config, data).find((one) =>
    role === undefined ? one.strategy === strategy : one.role === role,
  );
  const unused = usedTeachers(config).length === 0 ? 'Nothing is softened by it: there is no teacher in use.' : '';
  const here = `Here: \`${asEquation(withNumbers(formula, new Map<string, unknown>(Object.entries(numbers))))}\``;
  return [here, preview ? lineOf(preview) : '', preview?.assumes ?? '', unused].filter(Boolean).join('\n\n');
}

/** A formula with its parameters' names replaced by their values. */
function withNumbers(formula: string, values: ReadonlyMap<string, unknown>): string {
  const written = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(', ') : String(value));
  const milestones = values.get('milestones');
  const note = milestones === undefined ? '' : `, milestones at epochs ${written(milestones)}`;
  if (formula === 'T' || formula === 'value') return written(values.get('value'));
  const replaced = formula.replaceAll(/[A-Za-z]+/g, (word) => {
    const value = word === 'milestones' ? undefined : values.get(word);
    return value === undefined || typeof value === 'object' ? word : written(value);
  });
  return replaced + note;
}

function aboutShares(config: ResolvedConfig): string | undefined {
  const teachers = teachersOf(config);
  const total = teachers.reduce((sum, { weight }) => sum + weight, 0);
  if (teachers.length < 2) return undefined;
  const shares = teachers.map(({ name, weight }) => `${name} ${formatRatio(weight / total)}`);
  return `Shares: ${shares.join(', ')}`;
}
