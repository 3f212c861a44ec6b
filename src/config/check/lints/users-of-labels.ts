import { combinations, lossOf, strategyOf } from '../../../distillation';
import { usedTeachers } from '../../schema/objective';
import type { ResolvedConfig } from '../../schema/schema';

/** The first part of a config, in words, that needs the true label of every example beside the hard loss; undefined for none. */
export function userOfLabels(config: ResolvedConfig): string | undefined {
  const { loss, combine } = config;
  const teachers = usedTeachers(config);
  if (teachers.length === 0) return undefined;
  if (lossOf(loss).usesLabels) return `The loss ${loss.kind}`;
  const isByClass = [config.temperature, ...teachers.map(({ temperature }) => temperature)].some(
    (parameters) =>
      strategyOf(parameters).dependsOn === 'class' ||
      (parameters.strategy === 'expression' && parameters.value.includes('classFrequency')),
  );
  if (isByClass) return 'A temperature by class';
  const weighs = teachers.length > 1 && combinations.some(({ name, usesLabels }) => name === combine && usesLabels);
  return weighs ? `combine: ${combine}` : undefined;
}
