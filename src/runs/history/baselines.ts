import { isDeepStrictEqual } from 'node:util';
import type { ResolvedConfig } from '../../config';
import type { RunSummary } from './summary';

/** What finished runs say of a config that is about to run. */
export interface Baselines {
  /** The newest finished run that learnt from labels alone, with everything else the same. */
  readonly control?: { readonly id: string; readonly errors: number };
  /** Test errors of the same teacher, as the newest finished run with it has them. */
  readonly teacher?: { readonly id: string; readonly errors: number };
}

const isAlone = ({ teacher, teachers, loss }: ResolvedConfig): boolean =>
  loss.soft === 0 || (teacher === undefined && teachers === undefined);

/** What a control shares with the run that it is held against; which engine and how many threads does not matter. */
function besidesTeaching({ student, data, transfer, train, seed, evaluation }: ResolvedConfig): unknown {
  return [student, data, transfer, { ...train, engine: undefined, threads: undefined }, seed, evaluation];
}

/** Looks through runs, newest first, for a config's control and for what its teacher has reached. */
export function findBaselines(runs: readonly RunSummary[], config: ResolvedConfig): Baselines {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
  const isSame = (one: unknown, other: unknown): boolean => isDeepStrictEqual(plain(one), plain(other));
  const finished = runs.filter(({ status, manifest }) => status === 'finished' && manifest !== undefined);
  const control = finished.find(({ manifest }) => {
    const other = manifest?.config;
    return other !== undefined && isAlone(other) && isSame(besidesTeaching(other), besidesTeaching(config));
  });
  const taught = finished.find(({ manifest, progress }) => {
    const other = manifest?.config;
    const isTaught = other !== undefined && !isAlone(other) && progress.teacherErrors !== undefined;
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
