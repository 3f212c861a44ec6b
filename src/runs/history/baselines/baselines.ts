import { isDeepStrictEqual } from 'node:util';
import type { ResolvedConfig } from '../../../config';
import type { ContentFilter } from './run-content';
import type { RunSummary } from '../summary/summary';
import { isTrainingConfig } from './training-config';

/** Results of finished runs that a config's result is compared with. */
export interface Baselines {
  /** The control: the newest finished run without a teacher whose other settings and whose data are the same. */
  readonly control?: { readonly id: string; readonly errors: number };
  /** Newest run that would be the control by its settings, but was trained on other contents; only where there is no control. */
  readonly passedOver?: RunSummary;
  /** Test errors of the same teacher on the same data in the newest finished run with it. */
  readonly teacher?: { readonly id: string; readonly errors: number };
}

/** Whether a student learns from labels alone; what a script or another program trains, without such a config, is no control. */
export const isControl = (config: Partial<ResolvedConfig>): boolean =>
  isTrainingConfig(config) &&
  (config.loss.soft === 0 || (config.teacher === undefined && config.teachers === undefined));

/** Whether a config is that of a control of another one, by its settings alone. */
export function sharesControlSettings(control: ResolvedConfig | undefined, config: ResolvedConfig): boolean {
  if (!isTrainingConfig(control) || !isControl(control)) return false;
  return isSame(settingsBesidesTeaching(control), settingsBesidesTeaching(config));
}

/** Settings that a control shares with its run; engine and threads may differ. */
function settingsBesidesTeaching({ student, data, transfer, train, seed, evaluation }: ResolvedConfig): unknown {
  return [student, data, transfer, { ...train, engine: undefined, threads: undefined }, seed, evaluation];
}

/**
 * Finds a config's control and the result of its teacher among runs, newest first. Only runs count whose data, and whose
 * student or teacher where these come from files, had the contents that `contents` asks for.
 */
export function findBaselines(runs: readonly RunSummary[], config: ResolvedConfig, contents: ContentFilter): Baselines {
  if (!isTrainingConfig(config)) return {};
  const finished = runs.flatMap((run) => {
    const other = run.manifest?.config;
    return run.status === 'finished' && run.manifest?.kind !== 'sweep' && isTrainingConfig(other)
      ? [{ run, progress: run.progress, other }]
      : [];
  });
  const controls = finished.filter(({ other }) => sharesControlSettings(other, config));
  const control = controls.find(({ progress }) => contents.hasData(progress) && contents.hasStudent(progress));
  const taught = finished.find(({ other, progress }) => {
    const isTaught = !isControl(other) && progress.teacherErrors !== undefined;
    if (!isTaught || !isSame([other.teacher, other.data], [config.teacher, config.data])) return false;
    return contents.hasData(progress) && contents.hasTeachers(progress);
  });
  const [passedOver] = controls;
  return {
    ...(control?.progress.errors === undefined
      ? {}
      : { control: { id: control.run.id, errors: control.progress.errors } }),
    ...(control === undefined && passedOver !== undefined && { passedOver: passedOver.run }),
    ...(config.teacher === undefined || taught?.progress.teacherErrors === undefined
      ? {}
      : { teacher: { id: taught.run.id, errors: taught.progress.teacherErrors } }),
  };
}

/** Whether two settings are the same once they are written as JSON. */
function isSame(one: unknown, other: unknown): boolean {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
  return isDeepStrictEqual(plain(one), plain(other));
}

/** A warning where a teacher has made more errors than the student makes without it; undefined otherwise. */
export function warnOfWeakTeacher({ control, teacher }: Baselines): string | undefined {
  if (control === undefined || teacher === undefined || teacher.errors < control.errors) return undefined;
  return `the teacher made ${teacher.errors} test errors (${teacher.id}), the student without it ${control.errors} (${control.id}): there is nothing to learn from it. Train the teacher longer, or make it larger.`;
}
