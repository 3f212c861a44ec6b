import {
  asEquation,
  combinations,
  losses,
  lossSchema,
  previewLoss,
  previewTemperatures,
  sparkline,
  strategies,
  temperatureSchema,
  type TemperatureParameters,
  type TemperaturePreview,
} from '../../distillation';
import { formatAxis, formatNumber } from '../../wording';

/** The help text of a name, for completion and hover. */
export interface About {
  /** One line. */
  readonly detail: string;
  /** Markdown. Asked for when it is shown: a curve takes longer than everything else that a completion does. */
  readonly document: () => string;
}

const width = 32;
const known = new Map<string, string>();

function once(key: string, make: () => string[]): string {
  const made = known.get(key) ?? make().filter(Boolean).join('\n\n');
  known.set(key, made);
  return made;
}

/** A temperature strategy: when it helps, formula, source, and its curve with its own defaults. */
export function aboutStrategyName(name: unknown): About | undefined {
  const strategy = strategies.find((one) => one.name === name);
  if (!strategy) return undefined;
  const { summary, helps, source } = strategy;
  const formula = strategy.formula === 'T' ? 'value' : strategy.formula;
  const parts = (): string[] => [`${summary} ${helps}`, `\`${asEquation(formula)}\``, curveOf(strategy.name), source];
  return { detail: formula, document: () => once(`strategy ${strategy.name}`, parts) };
}

/** A loss: formula, source, and how it falls as the student comes nearer to the teacher. */
export function aboutLossName(name: unknown): About | undefined {
  const loss = losses.find((one) => one.name === name);
  if (!loss) return undefined;
  const { summary, formula, source } = loss;
  const parts = (): string[] => [summary, `\`${formula}\``, fallOf(loss.name), source];
  return { detail: formula, document: () => once(`loss ${loss.name}`, parts) };
}

function fallOf(kind: string): string {
  const values = previewLoss(lossSchema.parse({ kind }));
  if (values.length === 0) return '';
  return `\`${sparkline(values, width)}\` over the student’s probability of the class of which the teacher is 90 % sure`;
}

/** A way to combine teachers: formula and source. */
export function aboutCombination(name: unknown): About | undefined {
  const combination = combinations.find((one) => one.name === name);
  if (!combination) return undefined;
  const { summary, formula, source } = combination;
  return { detail: formula, document: () => [summary, `\`${formula}\``, source].join('\n\n') };
}

/** The temperatures of a preview as a line of blocks with its range; empty where they are all the same. */
export function lineOf({ axis, points }: TemperaturePreview): string {
  const values = points.map(({ temperature }) => temperature);
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (!(high > low)) return '';
  const range = `${formatNumber(low, 3)} to ${formatNumber(high, 3)}`;
  return `\`${sparkline(values, width)}\` T over ${formatAxis(axis)}, ${range}`;
}

const curve = /` T over /;

/** Whether a text draws a temperature. */
export function hasCurve(markdown: string): boolean {
  return curve.test(markdown);
}

/** The help text of a strategy without its curve. */
export function withoutCurve(markdown: string): string {
  const parts = markdown.split('\n\n');
  return parts.filter((part) => !curve.test(part)).join('\n\n');
}

/** Length and classes of the training that strategies are drawn for. */
const run = { epochs: 10, steps: 1000, classes: 10 };
/** Parameters of the strategies that have no defaults. */
const written: Readonly<Record<string, object>> = {
  step: { milestones: [3, 6] },
  expression: { value: '8 - 6 * epoch / epochs' },
};

function curveOf(name: string): string {
  const temperature: TemperatureParameters = temperatureSchema.parse({ strategy: name, ...written[name] });
  const classCounts = Array.from({ length: run.classes }, (_, label) => 5000 * 100 ** (-label / (run.classes - 1)));
  const teachers = [{ name: 'teacher', weight: 1, temperature }];
  const loss = lossSchema.parse({ kind: 'kl' });
  const [preview] = previewTemperatures({ loss, temperature, combine: 'losses', teachers }, { ...run, classCounts });
  return preview ? lineOf(preview) : '';
}
