import { at, entriesOf, numberOf, textOf, type Marked } from './marked';
import { modelOf } from './networks';
import { objectiveOf } from './torchdistill-objective';
import { dataOf } from './torchdistill-data';
import { argumentsOf, optimizerOf, scheduleOf, withValue } from './training';
import { Notes, TranslationFault, type Translation } from './translation';

/**
 * A config of torchdistill as one of ours: those of its versions 0.x and 1.x alike, whose classes are named by `type` or by `key`.
 * Tags such as `!import_call` are read for the names in them, and nothing is called. Throws TranslationFault where its data
 * cannot be taken.
 */
export function translateTorchdistill(config: Marked): Translation {
  const notes = new Notes();
  const { data, augment, isSmall } = dataOf(at(config, 'datasets'), notes);
  const models = at(config, 'models');
  const student = networkOf('student', [at(models, 'student_model'), at(models, 'model')], isSmall);
  if (student === undefined) throw new TranslationFault('it names no student: no `key` below models.student_model');
  const teacher = networkOf('teacher', [at(models, 'teacher_model')], isSmall);
  const train = { ...trainingOf(at(config, 'train'), notes), ...withValue('augment', augment) };
  const networks = {
    ...(teacher !== undefined && { teacher: { model: modelOf(teacher, notes) } }),
    student: { model: modelOf(student, notes) },
  };
  const isOfPython = [networks.teacher, networks.student].some((one) => one !== undefined && 'python' in one.model);
  const { teacher: source } = networks;
  const settings = {
    ...{ name: nameOf(config, { student, teacher }), data, ...networks },
    ...(source !== undefined && { teacher: 'python' in source.model ? source : { ...source, train } }),
    ...objectiveOf(lastStageOf(at(config, 'train')), teacher !== undefined, notes),
    train: isOfPython ? { ...train, engine: 'torch' } : train,
  };
  return { settings, taken: notes.taken, left: notes.left };
}

interface FoundNetwork {
  readonly name: string;
  readonly role: string;
  readonly isPretrained: boolean;
  readonly isSmall: boolean;
  readonly classes?: number;
}

function networkOf(role: string, places: readonly Marked[], isSmall: boolean): FoundNetwork | undefined {
  for (const place of places) {
    const name = textOf(at(place, 'key')) ?? textOf(at(place, 'name'));
    if (name === undefined) continue;
    const args = argumentsOf(place);
    const isPretrained = at(args, 'pretrained') === true || at(args, 'weights') !== null;
    const classes = numberOf(at(args, 'num_classes'));
    return { name, role, isPretrained, isSmall, ...(classes !== undefined && { classes }) };
  }
  return undefined;
}

/** The name of the experiment, which is part of the checkpoint's, else that of the networks. */
function nameOf(
  config: Marked,
  { student, teacher }: { readonly student: FoundNetwork; readonly teacher: FoundNetwork | undefined },
): string {
  const place = at(config, 'models', 'student_model');
  const written = textOf(at(place, '_experiment')) ?? textOf(at(place, 'experiment'));
  const plain = teacher === undefined ? student.name : `${student.name}-from-${teacher.name}`;
  return (written ?? plain).slice(0, 100);
}

/** Stages of a training by their keys, `stage1` first; the training itself where it has none. */
function stagesOf(train: Marked): readonly Marked[] {
  const stages = entriesOf(train).filter(([key]) => /^stage\d+$/.test(key));
  return stages.length === 0 ? [train] : stages.map(([, stage]) => stage);
}

const lastStageOf = (train: Marked): Marked => stagesOf(train).at(-1) ?? null;

function trainingOf(train: Marked, notes: Notes): Readonly<Record<string, unknown>> {
  const stages = stagesOf(train);
  const stage = stages.at(-1) ?? null;
  if (stages.length > 1)
    notes.leave(`of ${stages.length} stages the last is taken: those before compare what lies inside of the networks`);
  const epochs = numberOf(at(stage, 'num_epochs'));
  const optimizer = at(stage, 'optimizer');
  const name = textOf(at(optimizer, 'key')) ?? textOf(at(optimizer, 'type'));
  const written = name === undefined ? undefined : optimizerOf(name, argumentsOf(optimizer), notes);
  const rate = numberOf((written?.['learningRate'] as Marked | undefined) ?? null);
  // A later stage takes the loader of the one before where it has none.
  const loader = stages.map((one) => at(one, 'train_data_loader')).findLast((one) => one !== null) ?? null;
  const batchSize = numberOf(at(loader, 'kwargs', 'batch_size')) ?? numberOf(at(loader, 'batch_size'));
  if (epochs !== undefined) notes.take('epochs');
  if (batchSize !== undefined) notes.take('batch size');
  return {
    ...withValue('epochs', epochs),
    ...withValue('batchSize', batchSize),
    ...withValue('optimizer', written),
    ...withValue('schedule', scheduleOf(at(stage, 'scheduler'), { epochs, rate }, notes)),
  };
}
