import { objectiveOf, previewOf, usedTeachers, type ResolvedConfig } from '../config';
import { sparkline, summarizeSoftTargets, type SoftTargetSummary, type TemperaturePreview } from '../distillation';
import { cacheFolder, findTeacherLogits } from '../runs';
import { readyConfig, type ConfigOptions } from './load-config';
import { formatTable } from './table';

interface TeacherTargets {
  readonly teacher: string;
  readonly targets: readonly SoftTargetSummary[];
}

/** Rows of logits that a preview looks at; more would not change what is seen. */
const examplesLookedAt = 10000;

/** Prints what the temperatures of a config will be, and how soft kept teachers are. Gives the exit code. */
export async function previewCommand(options: ConfigOptions): Promise<number> {
  const ready = readyConfig(options);
  if (ready === undefined) return 2;
  const { config, workspace } = ready;
  const temperatures = previewOf(config);
  const softTargets = await softTargetsOf(config, cacheFolder(workspace));
  const objective = objectiveOf(config);
  if (options.isJson) console.log(JSON.stringify({ objective, temperatures, softTargets }));
  else console.log([objective, ...temperatures.map(formatPreview), ...softTargets.map(formatTargets)].join('\n\n'));
  return 0;
}

async function softTargetsOf(config: ResolvedConfig, cache: string): Promise<TeacherTargets[]> {
  const found: TeacherTargets[] = [];
  for (const { name, source } of usedTeachers(config)) {
    const logits = await findTeacherLogits(cache, { source, data: config.data });
    if (logits === undefined) continue;
    const [, classes = 1] = logits.shape;
    const some = logits.values.subarray(0, examplesLookedAt * classes);
    found.push({ teacher: name, targets: summarizeSoftTargets(some, classes) });
  }
  return found;
}

const short = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : '–');
const rowsShown = 6;

function formatPreview({ role, strategy, axis, assumes, points }: TemperaturePreview): string {
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
    return [[short(point.x), short(point.temperature), ...student, short(point.softWeight)]];
  });
  const head = [axis, hasTwo ? 'T teacher' : 'T', ...(hasTwo ? ['T student'] : []), 'soft weight'];
  const title = `${role}: ${strategy}  ${sparkline(values, 40)}`;
  return [title, ...(assumes === '' ? [] : [`(${assumes})`]), formatTable([head, ...rows])].join('\n');
}

function formatTargets({ teacher, targets }: TeacherTargets): string {
  const rows = targets.map((one) =>
    [one.temperature, one.entropy, one.topMass, one.effectiveClasses].map((value) => short(value)),
  );
  return [
    `soft targets of ${teacher}`,
    formatTable([['T', 'entropy', 'top-1 mass', 'effective classes'], ...rows]),
  ].join('\n');
}
