import {
  asEquation,
  combinationOf,
  describeObjective,
  lossOf,
  rolesOf,
  strategyOf,
  type ObjectiveSettings,
} from '../distillation';
import { docstring, harmless, widthAt, wrap } from './text';

/** The docstring of a module: the objective's sentence, its parts with their sources, and a way to use it. */
export function moduleDocstring(settings: ObjectiveSettings, name: string, needsProgress: boolean): string[] {
  const { teachers } = settings;
  const words = ['student_logits', teachers.length > 1 ? '[teacher_logits, …]' : 'teacher_logits', 'labels'];
  const call = [...words, ...(needsProgress ? ['progress=progress'] : [])].join(', ');
  const usage = [
    'objective = Objective()',
    ...(needsProgress ? ['progress = Progress(step, steps, epoch, epochs)'] : []),
    `terms = objective(${call})`,
    'terms.loss.backward()',
  ];
  return docstring(widthAt(0), `The objective of ${harmless(name)}, for PyTorch.`, [
    ...wrap(harmless(describeObjective(settings)), widthAt(1)).map(indented),
    '',
    ...partsOf(settings).flatMap((part) => wrap(part, widthAt(0), '  ')),
    ...(teachers.length > 1 ? wrap(orderOf(settings), widthAt(0), '  ') : []),
    '',
    ...usage.map(indented),
  ]);
}

const indented = (line: string): string => `    ${line}`;

function orderOf({ teachers }: ObjectiveSettings): string {
  const names = teachers.map(({ name }, index) => `${index + 1} ${harmless(name)}`);
  return `Teachers, in this order: ${names.join(', ')}.`;
}

function partsOf(settings: ObjectiveSettings): string[] {
  const { teachers, loss, combine } = settings;
  if (teachers.length === 0) return ['There is no teacher: the labels alone are learnt from.'];
  const { formula, source } = lossOf(loss);
  const strategies = new Map(rolesOf(settings).map(({ parameters }) => [parameters.strategy, strategyOf(parameters)]));
  const combination = combinationOf(combine);
  return [
    `Loss ${loss.kind}: ${formula}. ${source}.`,
    ...[...strategies].map(([name, strategy]) => {
      const equation = name === 'expression' || name === 'constant' ? '' : ` ${asEquation(strategy.formula)}.`;
      return `Temperature ${name}:${equation} ${strategy.source}.`;
    }),
    ...(teachers.length > 1 ? [`Teachers combined by ${combine}: ${combination.formula}. ${combination.source}.`] : []),
  ];
}
