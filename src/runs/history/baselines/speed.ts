import { isDeepStrictEqual } from 'node:util';
import type { ResolvedConfig } from '../../../config';
import type { RunSummary } from '../summary/summary';
import { isTrainingConfig } from './training-config';

/** Training speed of a config's networks in an earlier run. */
export interface MeasuredSpeed {
  /** Of one step of the student, with evaluations and all. */
  readonly secondsPerStep: number;
  /** The run that it was measured in. */
  readonly run: string;
}

/** Settings of a config that determine the duration of a step. */
function decisive({ student, teacher, teachers, loss, train }: ResolvedConfig): unknown {
  const models = [student.model, teacher?.model, teachers?.map(({ model }) => model)];
  const plain: unknown = JSON.parse(JSON.stringify([models, loss.soft > 0]));
  return [plain, train.batchSize, train.augment !== undefined, train.engine, train.threads];
}

/** The speed of the newest finished run with the same models and batch size; undefined where there is none. */
export function measuredSpeed(runs: readonly RunSummary[], config: ResolvedConfig): MeasuredSpeed | undefined {
  if (!isTrainingConfig(config)) return undefined;
  const wanted = decisive(config);
  for (const { status, manifest, progress, name } of runs) {
    const { seconds = 0, steps } = progress;
    if (status !== 'finished' || !isTrainingConfig(manifest?.config) || seconds <= 0 || steps <= 0) continue;
    if (isDeepStrictEqual(decisive(manifest.config), wanted)) return { secondsPerStep: seconds / steps, run: name };
  }
  return undefined;
}

/** Runs of a config that are looked at for its time, the newest first. */
const maxTimed = 50;

/**
 * Seconds that one run of a config's file takes, by the mean of its finished runs, those of its sweeps and controls among them, for
 * as many epochs as the config has now. Undefined before one has finished.
 */
export function measuredSeconds(
  runs: readonly RunSummary[],
  configPath: string,
  { train }: Pick<ResolvedConfig, 'train'>,
): number | undefined {
  const perEpoch = runs.flatMap(({ status, manifest, progress: { seconds = 0, epochs } }) => {
    const isOwn = manifest?.configPath === configPath && manifest.kind !== 'sweep';
    return isOwn && status === 'finished' && seconds > 0 && epochs > 0 ? [seconds / epochs] : [];
  });
  const newest = perEpoch.slice(0, maxTimed);
  if (newest.length === 0) return undefined;
  return (train.epochs * newest.reduce((sum, seconds) => sum + seconds, 0)) / newest.length;
}
