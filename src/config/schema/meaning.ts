import { describeObjective } from '../../distillation';
import type { ResolvedConfig } from './schema';

/** The teacher that a run learns from; undefined where there is none, or where its weight is 0. */
export function usedTeacher({ teacher, loss }: ResolvedConfig): ResolvedConfig['teacher'] {
  return loss.soft > 0 ? teacher : undefined;
}

/** What a run of this config minimises, in one sentence with numbers. */
export function objectiveOf(config: ResolvedConfig): string {
  const temperature = usedTeacher(config) && config.temperature;
  return describeObjective({ ...config.loss, temperature });
}
