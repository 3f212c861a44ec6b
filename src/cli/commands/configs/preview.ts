import { objectiveOf, previewOf, usedTeachers, type ResolvedConfig } from '../../../config';
import {
  sparkline,
  summarizeSoftTargets,
  type SoftTargetSummary,
  type TemperaturePreview,
} from '../../../distillation';
import { findPreflights, presentTeacher, type CheckedConfig } from '../../../running';
import { cacheFolder, findTeacherLogits, preflightRows, type PreflightEvent } from '../../../runs';
import { formatNumber } from '../../../wording';
import type { CommandDefinition } from '../../command';
import { loadConfig, printProblems } from '../../config-file';
import { formatChanges, previewChanges } from '../../tables/preview-changes';
import { json, place, set } from '../../options';
import { onOneLine, printResult } from '../../output';
import { formatTable } from '../../tables/table';
import { UsageError } from '../../usage-error';

interface TeacherTargets {
  readonly teacher: string;
  readonly targets: readonly SoftTargetSummary[];
}

/** Maximum rows of logits to summarize; more would not change the printed digits. */
const maxExamples = 10_000;

export const preview: CommandDefinition = {
  name: 'preview',
  args: '<config>',
  summary:
    'the temperatures of a run before it, the preflight and soft answers of its teachers, and how its pictures are changed',
  options: [set, json, ...place],
  async perform([name = ''], options) {
    const checked = await loadConfig(name, options);
    const { config } = checked;
    if (!printProblems(checked)) return 2;
    if (config === undefined) throw new UsageError(`${name} runs a script, whose training cannot be previewed`);
    const temperatures = previewOf(config, checked.facts);
    const softTargets = await softTargetsOf(config, checked);
    const objective = objectiveOf(config);
    const preflights = await preflightsOf(config, checked);
    const augmentation = await previewChanges(config, checked);
    if (options.json === true) {
      const changed = augmentation && { augmentation };
      printResult(JSON.stringify({ objective, temperatures, preflights, softTargets, ...changed }));
      return 0;
    }
    const names = checked.facts?.classes.map((one) => one.name) ?? [];
    const parts = [objective, ...temperatures.map((one) => formatPreview(one, names))];
    if (preflights.length > 0) parts.push(formatPreflights(preflights));
    parts.push(...softTargets.map(formatTargets));
    if (augmentation !== undefined) parts.push(formatChanges(augmentation));
    printResult(parts.join('\n\n'));
    return 0;
  },
};

/** Preflights of the teachers in the newest runs with the present data and files. */
async function preflightsOf(config: ResolvedConfig, checked: CheckedConfig): Promise<PreflightEvent[]> {
  const trials = await findPreflights(config, checked.facts?.identity, checked);
  return trials.map(({ event }) => event);
}

/** Soft targets of the teachers that are kept for the present data and the present files of their models. */
async function softTargetsOf(config: ResolvedConfig, checked: CheckedConfig): Promise<TeacherTargets[]> {
  const found: TeacherTargets[] = [];
  const cache = cacheFolder(checked.workspace);
  const isPresent = presentTeacher(checked.facts?.identity, checked);
  for (const { name, source } of usedTeachers(config)) {
    const logits = await findTeacherLogits(cache, { source, data: config.data }, (about) =>
      isPresent(about, source.model),
    );
    if (logits === undefined) continue;
    const [, classes = 1] = logits.shape;
    const some = logits.values.subarray(0, maxExamples * classes);
    found.push({ teacher: name, targets: summarizeSoftTargets(some, classes) });
  }
  return found;
}

/** A number in the tables, in three significant digits. */
const short = (value: number): string => formatNumber(value, 3);

const rowsShown = 6;

/** @param names those of the classes, where the data is known */
function formatPreview(
  { teacher, strategy, axis, assumes, points }: TemperaturePreview,
  names: readonly string[],
): string {
  const values = points.map(({ temperature }) => temperature);
  const count = axis === 'class' ? points.length : rowsShown;
  const shown = Array.from(
    { length: count },
    (_, row) => points[Math.round((row / (count - 1)) * (points.length - 1))],
  );
  const hasTwo = points.some(({ studentTemperature }) => studentTemperature !== undefined);
  const rows = shown.flatMap((point) => {
    if (point === undefined) return [];
    const student = hasTwo ? [short(point.studentTemperature ?? point.temperature)] : [];
    const place = axis === 'class' ? onOneLine(names[point.x] ?? short(point.x)) : short(point.x);
    return [[place, short(point.temperature), ...student, short(point.softWeight)]];
  });
  const head = [axis, hasTwo ? 'T teacher' : 'T', ...(hasTwo ? ['T student'] : []), 'soft weight'];
  const title = `${teacher ?? 'student’s own'}: ${strategy}  ${sparkline(values, 40)}`;
  return [onOneLine(title), ...(assumes === '' ? [] : [`(${assumes})`]), formatTable([head, ...rows])].join('\n');
}

function formatPreflights(preflights: readonly PreflightEvent[]): string {
  return ['preflight in an earlier run', ...preflightRows(preflights).map(({ sentence }) => onOneLine(sentence))].join(
    '\n',
  );
}

function formatTargets({ teacher, targets }: TeacherTargets): string {
  const rows = targets.map((one) =>
    [one.temperature, one.entropy, one.topMass, one.effectiveClasses].map((value) => short(value)),
  );
  return [
    onOneLine(`soft targets of ${teacher}`),
    formatTable([['T', 'entropy', 'top-1 mass', 'effective classes'], ...rows]),
  ].join('\n');
}
