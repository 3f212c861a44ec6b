import { describeModel } from '../../config';
import { describeObjective } from '../../distillation';
import type { RunSummary } from '../../runs';
import type { RunCard } from './messages';

/** What the panel writes beside the curves. */
export function describeRun({ id, name, status, progress, manifest }: RunSummary): RunCard {
  const config = manifest?.config;
  const hasTeacher = config?.teacher !== undefined && config.loss.soft > 0;
  const temperature = hasTeacher ? config.temperature : undefined;
  const isTeaching = status === 'running' && progress.phase === 'teacher' && progress.epoch > 0;
  return {
    id,
    name,
    status,
    objective: config === undefined ? '' : describeObjective({ ...config.loss, temperature }),
    teacher: hasTeacher && config.teacher ? describeModel(config.teacher.model, config.data.set) : 'none',
    student: config === undefined ? '' : describeModel(config.student.model, config.data.set),
    data: config === undefined ? '' : `${config.data.set}, ${config.data.validation} held back for validation`,
    seed: config?.seed ?? 0,
    engine: progress.engine,
    step: progress.step,
    steps: progress.steps,
    epoch: progress.epoch,
    epochs: progress.epochs,
    activity: isTeaching ? `training the teacher, epoch ${progress.epoch.toFixed(1)}` : '',
    result: describeResult(status, progress),
    ...(status === 'failed' || status === 'lost' || status === 'broken'
      ? { failure: { message: progress.message ?? 'the trainer is gone', hint: progress.hint ?? '' } }
      : {}),
  };
}

function describeResult(status: RunSummary['status'], progress: RunSummary['progress']): string {
  if (status !== 'finished' || progress.accuracy === undefined) return '';
  const error = ((1 - progress.accuracy) * 100).toFixed(2);
  const teacher = progress.teacherErrors === undefined ? '' : `, teacher ${progress.teacherErrors}`;
  return `${error} % test error (${progress.errors ?? 0} of ${progress.count ?? 0})${teacher}`;
}
