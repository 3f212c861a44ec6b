import { isDeepStrictEqual } from 'node:util';
import type { ResolvedConfig } from '../../config';
import type { RunSummary } from './summary';
import { isTrainingConfig } from './training-config';

/** Results of finished runs that a config's result is compared with. */
export interface Baselines {
  /** The control: the newest finished run without a teacher whose other settings are the same. */
  readonly control?: { readonly id: string; readonly errors: number };
  /** Test errors of the same teacher in the newest finished run with it. */
  readonly teacher?: { readonly id: string; readonly errors: number };
}

/** Whether a student learns from labels alone. */
const isControl = ({ teacher, teachers, loss }: ResolvedConfig): boolean =>
  loss.soft === 0 || (teacher === undefined && teachers === undefined);

/** Settings that a control shares with its run; engine and threads may differ. */
function settingsBesidesTeaching({ student, data, transfer, train, seed, evaluation }: ResolvedConfig): unknown {
  return [student, data, transfer, { ...train, engine: undefined, threads: undefined }, seed, evaluation];
}

/** Finds a config's control and the result of its teacher among runs, newest first. */
export function findBaselines(runs: readonly RunSummary[], config: ResolvedConfig): Baselines {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
  const isSame = (one: unknown, other: unknown): boolean => isDeepStrictEqual(plain(one), plain(other));
  if (!isTrainingConfig(config)) return {};
  const finished = runs.flatMap(({ id, status, manifest, progress }) => {
    const other = manifest?.config;
    return status === 'finished' && isTrainingConfig(other) ? [{ id, progress, other }] : [];
  });
  const control = finished.find(
    ({ other }) => isControl(other) && isSame(settingsBesidesTeaching(other), settingsBesidesTeaching(config)),
  );
  const taught = finished.find(({ other, progress }) => {
    const isTaught = !isControl(other) && progress.teacherErrors !== undefined;
    return isTaught && isSame([other.teacher, other.data], [config.teacher, config.data]);
  });
  return {
    ...(control?.progress.errors === undefined ? {} : { control: { id: control.id, errors: control.progress.errors } }),
    ...(config.teacher === undefined || taught?.progress.teacherErrors === undefined
      ? {}
      : { teacher: { id: taught.id, errors: taught.progress.teacherErrors } }),
  };
}

/** A warning where a teacher has made more errors than the student makes without it; undefined otherwise. */
export function warnOfWeakTeacher({ control, teacher }: Baselines): string | undefined {
  if (control === undefined || teacher === undefined || teacher.errors < control.errors) return undefined;
  return `the teacher made ${teacher.errors} test errors (${teacher.id}), the student without it ${control.errors} (${control.id}): there is nothing to learn from it. Train the teacher longer, or make it larger.`;
}
