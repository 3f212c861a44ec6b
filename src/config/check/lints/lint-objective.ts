import { combinationOf } from '../../../distillation';
import { teachersOf } from '../../schema/objective';
import type { ResolvedConfig } from '../../schema/schema';
import type { AddFinding, IsWritten } from '../finding';

/** The lints of what is minimised: weights, teachers and how they are combined. */
export function lintObjective(config: ResolvedConfig, add: AddFinding, isWritten: IsWritten): void {
  lintWeights(config, add, isWritten);
  lintTeachers(config, add, isWritten);
  const { clampLogits, soft, warmup } = config.loss;
  if (teachersOf(config).length === 0 || soft === 0) {
    const message = 'This run learns from labels alone, so it is a control itself: control has no effect. Remove it.';
    if (config.control === true) add('control-unused', 'warning', ['control'], message);
    return;
  }
  if (clampLogits !== undefined) {
    const message = `Logits beyond ±${clampLogits} become alike and lose their gradient; the losses are stable without it. Remove clampLogits.`;
    add('clamped-logits', 'warning', ['loss', 'clampLogits'], message);
  }
  if (warmup >= config.train.epochs) {
    const message = `The soft weight rises over ${warmup} epochs, but the run has ${config.train.epochs}: it never has its full size. Lower warmup or raise train.epochs.`;
    add('long-warmup', 'warning', ['loss', 'warmup'], message);
  }
}

function lintWeights(config: ResolvedConfig, add: AddFinding, isWritten: IsWritten): void {
  const { loss } = config;
  const hasTeacher = teachersOf(config).length > 0;
  const soft = ['loss', 'soft'];
  if (loss.hard === 0 && loss.soft === 0) {
    add('no-loss', 'error', soft, 'hard and soft are both 0: nothing is minimised. Raise one.');
  } else if (loss.hard === 0 && !hasTeacher) {
    const message = 'hard is 0 and there is no teacher: nothing is minimised. Raise hard or add a teacher.';
    add('no-loss', 'error', ['loss', 'hard'], message);
  } else if (hasTeacher && loss.soft === 0) {
    const message = 'The teacher is unused while soft is 0. Raise soft or remove the teacher.';
    add('teacher-unused', 'warning', soft, message);
  } else if (!hasTeacher && loss.soft > 0 && isWritten(soft)) {
    const message = `There is no teacher, so soft: ${loss.soft} has no effect. Add a teacher or set soft to 0.`;
    add('soft-without-teacher', 'warning', soft, message);
  }
}

function lintTeachers(config: ResolvedConfig, add: AddFinding, isWritten: IsWritten): void {
  const { teacher, teachers, combine } = config;
  if (teacher !== undefined && teachers !== undefined) {
    const message = 'There are both teacher and teachers. Move the one into the list, or remove one of the two.';
    add('two-teacher-keys', 'error', ['teachers'], message);
  }
  const names = new Set<string>();
  teachers?.forEach(({ name }, index) => {
    const message = `Two teachers are called '${name}'. Give each a name of its own.`;
    if (names.has(name)) add('repeated-name', 'error', ['teachers', String(index), 'name'], message);
    names.add(name);
  });
  if (isWritten(['combine']) && (teachers?.length ?? 0) < 2) {
    add(
      'combine-unused',
      'warning',
      ['combine'],
      'With fewer than two teachers there is nothing to combine. Remove it.',
    );
  }
  if (combinationOf(combine).makes !== 'logits') return;
  teachers?.forEach(({ temperature }, index) => {
    if (temperature === undefined || teachers.length < 2) return;
    const message = 'Mean logits have one temperature, that of the config: this one has no effect. Remove it.';
    add('temperature-unused', 'warning', ['teachers', String(index), 'temperature'], message);
  });
}
