import type { DataFacts } from '../../../data-sources';
import { shapeSeen } from '../../../models/architecture';
import { isDescribed, type TeacherModel } from '../../schema/model';
import { writtenTeachers, type NamedTeacher } from '../../schema/objective';
import type { ResolvedConfig } from '../../schema/schema';
import { orderOfClasses } from '../class-order';
import type { AddFinding } from '../finding';
import { capitalize } from '../../../wording';

/** The lints of how teachers take examples and give classes. */
export function lintTeachers(config: ResolvedConfig, add: AddFinding, facts: DataFacts | undefined): void {
  for (const { path, source } of writtenTeachers(config)) {
    const { model, input, classOrder } = source;
    lintTargets(source, config, { path, add, facts });
    if (isDescribed(model)) {
      for (const [key, written] of Object.entries({ input, classOrder })) {
        if (written === undefined) continue;
        const message = `This teacher is trained by the run, on what the student sees and with its classes: ${key} has no meaning. Remove it.`;
        add('input-unused', 'error', [...path, key], message);
      }
      continue;
    }
    if (model.preset === 'file' && model.outputName !== undefined && !/\.onnx$/i.test(model.path)) {
      const message = 'A tfjs model has one output: outputName has no meaning. Remove it.';
      add('input-unused', 'error', [...path, 'model', 'outputName'], message);
    }
    if (model.preset === 'answers') lintAnswers(source, config, { path, add, facts });
    if (input !== undefined && facts !== undefined) {
      const seen = shapeSeen(facts.shape, input);
      if ('fault' in seen) {
        add(
          'input-misfit',
          'error',
          [...path, 'input', seen.key],
          `${capitalize(seen.fault)}. ${capitalize(seen.hint)}.`,
        );
      }
    }
    if (classOrder !== undefined) lintOrder(classOrder, { path: [...path, 'classOrder'], add, facts });
  }
}

/** The lints of targets that are not the teacher's own. */
function lintTargets(
  { targets = 'own', model }: NamedTeacher['source'],
  { train, data, temperature, teachers, transfer }: ResolvedConfig,
  { path, add }: OrderCheck,
): void {
  if (targets === 'own') return;
  const isChanged = train.augment !== undefined || ('augment' in data && data.augment !== undefined);
  const place = [...path, 'targets'];
  if (isChanged && model.preset !== 'answers') {
    const message = `Examples change by augment, and targets: ${targets} are for those as they are. Remove augment, or targets.`;
    add('targets-misfit', 'error', place, message);
  }
  if (targets === 'smoothed' && transfer?.labelFraction !== undefined) {
    const message = 'Smoothed labels would tell the labels that transfer.labelFraction hides. Take targets: permuted.';
    add('targets-misfit', 'error', place, message);
  }
  const own = path[0] === 'teachers' ? teachers?.[Number(path[1])]?.temperature : undefined;
  const { strategy } = own ?? temperature;
  if (targets === 'smoothed' && strategy !== 'constant') {
    const message = `Smoothed labels have the entropy of one temperature, and that of '${strategy}' changes. Take strategy: constant, or targets: permuted.`;
    add('targets-misfit', 'error', place, message);
  }
}

type AnswersModel = Extract<TeacherModel, { preset: 'answers' }>;

/** The lints of a file of answers: it takes nothing, and knows no changed examples. */
function lintAnswers(
  { model, input }: NamedTeacher['source'],
  { train }: ResolvedConfig,
  { path, add, facts }: OrderCheck,
): void {
  const { path: file, key } = model as AnswersModel;
  if (input !== undefined) {
    const message = 'A file of answers takes no examples: input has no meaning. Remove it.';
    add('input-unused', 'error', [...path, 'input'], message);
  }
  if (key !== undefined && facts !== undefined && facts.kind !== 'table') {
    const message =
      'The data is no table, so that its examples have no key. Write answers in the order of its files, and remove key.';
    add('input-unused', 'error', [...path, 'model', 'key'], message);
  }
  const { augment } = train;
  if (augment !== undefined && 'mixup' in augment && augment.mixup !== undefined) {
    const message = 'A file of answers has none for mixed examples. Remove mixup.';
    add('answers-augmented', 'error', ['train', 'augment', 'mixup'], message);
  } else if (augment !== undefined && typeof file === 'string') {
    const message =
      'These answers are for examples as they are, and augment changes them. Name a list of files, one for each changed epoch, or remove augment.';
    add('answers-augmented', 'warning', ['train', 'augment'], message);
  }
}

interface OrderCheck {
  readonly path: readonly string[];
  readonly add: AddFinding;
  readonly facts: DataFacts | undefined;
}

function lintOrder(classOrder: Parameters<typeof orderOfClasses>[0], { path, add, facts }: OrderCheck): void {
  if (facts === undefined) return;
  const found = orderOfClasses(classOrder, facts.classes);
  if ('order' in found) return;
  const { message, hint, place, remedy } = found;
  const where = place === undefined ? path : [...path, String(place)];
  const code =
    remedy === undefined && place === undefined
      ? 'class-order'
      : message.includes('twice')
        ? 'class-order'
        : 'unknown-class';
  add(code, 'error', where, `${capitalize(message)}. ${capitalize(hint)}${hint.endsWith('?') ? '' : '.'}`, remedy);
}
