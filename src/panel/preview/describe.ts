import { objectiveOf, previewOf, usedTeachers, type ParsedConfig, type ResolvedConfig } from '../../config';
import { asEquation, strategies, summarizeSoftTargets, type TemperaturePreview } from '../../distillation';
import { findTeacherLogits } from '../../runs';
import type { PreviewChart, PreviewContent, PreviewCurve } from '../messages';

/** Rows of logits that a preview looks at; more would not change what is seen. */
const examplesLookedAt = 2000;

/** Nobody looks through more, and each is drawn anew with every key. */
const mostCharts = 20;

function noticeOf(temperatures: number): string {
  if (temperatures === 0) return 'The student learns from labels alone: no temperature is used.';
  return temperatures > mostCharts ? `Of ${temperatures} temperatures the first ${mostCharts} are drawn.` : '';
}

/** The curves of a config; where it cannot be read, those that were shown before with a sentence that says so. */
export function describePreview({ config, facts }: ParsedConfig, before: PreviewContent | undefined): PreviewContent {
  if (config === undefined) {
    const notice = 'The config has errors: this is how it was before them.';
    const nothing = 'The config has errors; its temperature is drawn once they are mended.';
    if (before !== undefined && before.charts.length > 0) return { ...before, notice };
    return { name: '', objective: '', notice: nothing, charts: [], softness: [] };
  }
  const previews = previewOf(config, facts);
  const charts = previews.slice(0, mostCharts).map(chartOf);
  const notice = noticeOf(previews.length);
  const softness = before?.softness ?? [];
  return { name: config.name, objective: objectiveOf(config), notice, charts, softness };
}

/** How soft the answers of a config's teachers are, as far as they are kept. Throws the file system's error. */
export async function softnessOf(config: ResolvedConfig, cache: string): Promise<PreviewContent['softness']> {
  const found = await Promise.all(
    usedTeachers(config).map(async ({ name, source }) => {
      const logits = await findTeacherLogits(cache, { source, data: config.data });
      if (logits === undefined) return [];
      const [, classes = 1] = logits.shape;
      return [
        { teacher: name, rows: summarizeSoftTargets(logits.values.subarray(0, examplesLookedAt * classes), classes) },
      ];
    }),
  );
  return found.flat();
}

function chartOf({ role, strategy: name, axis, assumes, points }: TemperaturePreview): PreviewChart {
  const strategy = strategies.find((one) => one.name === name);
  const curve = (label: string, values: readonly (number | undefined)[]): PreviewCurve => ({
    label,
    values: values.map((value) => (value !== undefined && Number.isFinite(value) ? value : null)),
  });
  const hasTwo = points.some(({ studentTemperature }) => studentTemperature !== undefined);
  const own = curve(
    hasTwo ? 'teacher' : 'T',
    points.map(({ temperature }) => temperature),
  );
  const theirs = curve(
    'student',
    points.map((point) => point.studentTemperature ?? point.temperature),
  );
  return {
    title: role === 'teacher' ? name : `${role}: ${name}`,
    formula: strategy === undefined ? '' : asEquation(strategy.formula),
    ...{ assumes, axis },
    places: points.map(({ x }) => x),
    temperatures: hasTwo ? [own, theirs] : [own],
    softWeight: curve(
      'soft weight',
      points.map(({ softWeight }) => softWeight),
    ),
  };
}
