import {
  objectiveOf,
  previewOf,
  usedTeachers,
  type NamedTeacher,
  type ParsedConfig,
  type ResolvedConfig,
} from '../../config';
import { asEquation, strategies, summarizeSoftTargets, type TemperaturePreview } from '../../distillation';
import { findTeacherLogits, preflightRows, type AboutTeacher, type PreflightEvent } from '../../runs';
import type { PreviewChart, PreviewContent, PreviewCurve } from '../messages';

/** Sample size of cached logits; more would not change the rounded means. */
const examplesLookedAt = 2000;

/** Limit of the charts in a preview: all of them are redrawn at each keystroke. */
const maxCharts = 20;

function noticeOf(temperatures: number): string {
  if (temperatures === 0) return 'The student learns from labels alone: no temperature is used.';
  return temperatures > maxCharts ? `Of ${temperatures} temperatures the first ${maxCharts} are drawn.` : '';
}

/** Content of the preview of a config. A config that cannot be read gives the content before it, with the reason. */
export function describePreview({ config, facts }: ParsedConfig, before: PreviewContent | undefined): PreviewContent {
  if (config === undefined) {
    const notice = 'The config has errors: this is how it was before them.';
    const nothing = 'The config has errors; its temperature is drawn once they are mended.';
    if (before !== undefined && before.charts.length > 0) return { ...before, notice };
    return { name: '', objective: '', notice: nothing, charts: [], preflights: [], softness: [] };
  }
  const previews = previewOf(config, facts);
  const charts = previews
    .slice(0, maxCharts)
    .map((one) => ({ ...chartOf(one, previews.length === 1), ...placeNamesOf(one, facts) }));
  const notice = noticeOf(previews.length);
  const { preflights, softness } = before ?? { preflights: [], softness: [] };
  return { name: config.name, objective: objectiveOf(config), notice, charts, preflights, softness };
}

/** Tells whether a kept teacher was made of the present data and the present files of its model. */
export type PresentTeacher = (about: AboutTeacher, model: NamedTeacher['source']['model']) => Promise<boolean>;

/**
 * Softness of the probabilities of a config's teachers that are kept for present contents; other teachers are left out. Throws
 * the file system's error.
 */
export async function softnessOf(
  config: ResolvedConfig,
  cache: string,
  isPresent: PresentTeacher,
): Promise<PreviewContent['softness']> {
  const found = await Promise.all(
    usedTeachers(config).map(async ({ name, source }) => {
      const logits = await findTeacherLogits(cache, { source, data: config.data }, (about) =>
        isPresent(about, source.model),
      );
      if (logits === undefined) return [];
      const [, classes = 1] = logits.shape;
      return [
        { teacher: name, rows: summarizeSoftTargets(logits.values.subarray(0, examplesLookedAt * classes), classes) },
      ];
    }),
  );
  return found.flat();
}

/** Preflights of a config's teachers in words. */
export function describePreflights(events: readonly PreflightEvent[]): PreviewContent['preflights'] {
  return preflightRows(events).map(({ sentence }) => sentence);
}

/** Names of the classes that a chart goes over; none where they have but their numbers. */
function placeNamesOf(
  { axis, points }: TemperaturePreview,
  facts: ParsedConfig['facts'],
): Pick<PreviewChart, 'placeNames'> {
  const names = facts?.classes.map(({ name }) => name) ?? [];
  if (axis !== 'class' || names.every((name, index) => name === String(index))) return {};
  return { placeNames: points.map(({ x }) => names[x] ?? String(x)) };
}

function chartOf(
  { teacher, strategy: name, axis, assumes, points }: TemperaturePreview,
  isOnly: boolean,
): PreviewChart {
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
    title: isOnly ? name : `${teacher ?? 'student’s own'}: ${name}`,
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
