import type { TemperatureParameters } from '../../distillation';
import { parametersOf } from './model-facts';
import type { ResolvedConfig } from '../schema/schema';
import type { Add } from './lint';

/** The lints of the temperature: without effect, out of reach, or of a kind that is known to hurt. */
export function lintTemperature(config: ResolvedConfig, add: Add, isWritten: (path: string[]) => boolean): void {
  const { loss, teacher, temperature } = config;
  if (!teacher || loss.soft === 0) {
    const reason = teacher ? 'soft is 0' : 'there is no teacher';
    const message = `The temperature has no effect: ${reason}. Remove it, or ${teacher ? 'raise soft' : 'add a teacher'}.`;
    if (isWritten(['temperature'])) add('temperature-unused', 'warning', ['temperature'], message);
    return;
  }
  const { lowest, highest } = boundsOf(temperature, config.train.epochs);
  const isNeutral = lowest === 1 && highest === 1;
  if (!loss.scaleByT2 && !isNeutral) {
    const message = 'Without T² the soft gradient shrinks by 1/T². Set scaleByT2 to true.';
    add('no-t2', 'warning', ['loss', 'scaleByT2'], message);
  }
  lintSchedule(temperature, config.train.epochs, add);
  if (lowest < 0.1 || highest > 1000) {
    const reached = lowest < 0.1 ? lowest : highest;
    const message = `The temperature reaches ${Number(reached.toPrecision(3))}. Below 0.1 the outputs are as good as hard, above 1000 as good as even: stay between.`;
    add('extreme-temperature', 'warning', ['temperature'], message);
  }
  const own = parametersOf(config.student.model, config.data.set);
  const theirs = parametersOf(teacher.model, config.data.set);
  if (own !== undefined && theirs !== undefined && own <= 0.1 * theirs && highest > 8) {
    const message = `T reaches ${highest}; a student this small (≤ 10 % of the teacher) learns better at T of 2.5 to 4. Lower it.`;
    add('hot-small-student', 'warning', ['temperature'], message);
  }
}

/** The lowest and the highest temperature that a run reaches. */
function boundsOf(temperature: TemperatureParameters, epochs: number): { lowest: number; highest: number } {
  switch (temperature.strategy) {
    case 'constant':
      return { lowest: temperature.value, highest: temperature.value };
    case 'linear':
    case 'cosine':
    case 'exponential':
      return {
        lowest: Math.min(temperature.from, temperature.to),
        highest: Math.max(temperature.from, temperature.to),
      };
    case 'step': {
      const passed = temperature.milestones.filter((milestone) => milestone < epochs).length;
      const last = temperature.from * temperature.gamma ** passed;
      return { lowest: Math.min(temperature.from, last), highest: Math.max(temperature.from, last) };
    }
  }
}

function lintSchedule(temperature: TemperatureParameters, epochs: number, add: Add): void {
  const { strategy } = temperature;
  const isFlat =
    (strategy === 'step' && temperature.gamma === 1) || ('to' in temperature && temperature.from === temperature.to);
  if (isFlat) {
    const key = strategy === 'step' ? 'gamma' : 'to';
    const message = `The temperature stays at ${temperature.from} for the whole run. Change ${key}, or use constant.`;
    add('flat-schedule', 'warning', ['temperature', key], message);
  }
  if (strategy !== 'step') return;
  temperature.milestones.forEach((milestone, index) => {
    if (milestone < epochs) return;
    const message = `Milestone ${milestone} is never passed: the run ends at epoch ${epochs}. Lower it or raise train.epochs.`;
    add('late-milestone', 'warning', ['temperature', 'milestones', String(index)], message);
  });
}
