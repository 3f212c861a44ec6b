import { at, numberOf, numbersOf, textOf, type Marked } from './marked';
import { modelOf } from './networks';
import { maxMilestones, withValue } from './training';
import { Notes, TranslationFault, type Translation } from './translation';

/** Data sets of mdistiller: the places that its code has them in, and the normalization of its pictures. */
const dataSets: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  cifar100: {
    ...{ format: 'cifar', path: 'data/cifar-100-python' },
    normalize: { mean: [0.5071, 0.4867, 0.4408], std: [0.2675, 0.2565, 0.2761] },
  },
  imagenet: {
    ...{ format: 'images', path: 'data/imagenet', size: 224 },
    ...{ normalize: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }, augment: { crop: {}, flip: true } },
  },
};

/** Defaults of mdistiller (mdistiller/engine/cfg.py), which its files leave out. */
const defaults = {
  T: 4,
  batchSize: 64,
  epochs: 240,
  rate: 0.05,
  stages: [150, 180, 210],
  decay: 0.0001,
  method: 'NONE',
};

/** A config of mdistiller as one of ours. Throws TranslationFault where its data cannot be taken. */
export function translateMdistiller(config: Marked): Translation {
  const notes = new Notes();
  const dataSet = textOf(at(config, 'DATASET', 'TYPE')) ?? 'cifar100';
  const data = dataSets[dataSet];
  if (data === undefined)
    throw new TranslationFault(
      `its data is '${dataSet}'; cifar100 and imagenet can be taken from a config of mdistiller`,
    );
  notes.take(`data ${dataSet}, in ${String(data['path'])} as mdistiller has it`);
  notes.leave('mdistiller validates on the test split: here a tenth of the training examples is cut off for that');
  const isSmall = dataSet !== 'imagenet';
  const method = textOf(at(config, 'DISTILLER', 'TYPE')) ?? defaults.method;
  const networkOf = (role: 'student' | 'teacher', fallback: string): Readonly<Record<string, unknown>> =>
    modelOf(
      {
        ...{ name: textOf(at(config, 'DISTILLER', role.toUpperCase())) ?? fallback, role, isSmall },
        ...{ isPretrained: role === 'teacher', ...(!isSmall && { classes: 1000 }) },
      },
      notes,
    );
  const train = { ...trainingOf(at(config, 'SOLVER'), notes), ...(isSmall && { augment: { jitter: 4, flip: true } }) };
  const student = { model: networkOf('student', 'resnet32') };
  const teacher = method === 'NONE' ? undefined : { model: networkOf('teacher', 'ResNet50') };
  const isOfPython = [teacher, student].some((one) => one !== undefined && 'python' in one.model);
  const settings = {
    name: nameOf(config),
    data,
    ...(teacher !== undefined && { teacher: 'python' in teacher.model ? teacher : { ...teacher, train } }),
    student,
    ...objectiveOf(method, config, notes),
    train: isOfPython ? { ...train, engine: 'torch' } : train,
  };
  return { settings, taken: notes.taken, left: notes.left };
}

function nameOf(config: Marked): string {
  const written = textOf(at(config, 'EXPERIMENT', 'NAME')) ?? '';
  const tag = textOf(at(config, 'EXPERIMENT', 'TAG')) ?? '';
  const parts = (written === '' ? tag : written).split(',').map((part) => part.trim());
  return parts.join('-').slice(0, 100) || 'mdistiller';
}

/** Temperature and loss of a method. */
function objectiveOf(method: string, config: Marked, notes: Notes): Readonly<Record<string, unknown>> {
  const number = (...keys: readonly string[]): number | undefined => numberOf(at(config, ...keys));
  const constant = (value: number): object => ({ strategy: 'constant', value });
  switch (method) {
    case 'NONE':
      return { loss: { hard: 1, soft: 0 } };
    case 'KD':
      notes.take('temperature and weights of KD');
      return {
        temperature: constant(number('KD', 'TEMPERATURE') ?? defaults.T),
        loss: {
          ...{ kind: 'kl', hard: number('KD', 'LOSS', 'CE_WEIGHT') ?? 0.1 },
          soft: number('KD', 'LOSS', 'KD_WEIGHT') ?? 0.9,
        },
      };
    case 'DKD':
      notes.take('temperature, weights and warm-up of DKD');
      return {
        temperature: constant(number('DKD', 'T') ?? defaults.T),
        loss: {
          ...{ kind: 'dkd', hard: number('DKD', 'CE_WEIGHT') ?? 1, soft: 1, warmup: number('DKD', 'WARMUP') ?? 20 },
          ...{ alpha: number('DKD', 'ALPHA') ?? 1, beta: number('DKD', 'BETA') ?? 8 },
        },
      };
    default:
      notes.leave(
        `the method ${method} compares what lies inside of the networks, and answers alone can be compared here: KD of mdistiller stands in, T 4 with weights 0.1 and 0.9`,
      );
      return { temperature: constant(defaults.T), loss: { kind: 'kl', hard: 0.1, soft: 0.9 } };
  }
}

function trainingOf(solver: Marked, notes: Notes): Readonly<Record<string, unknown>> {
  const number = (key: string): number | undefined => numberOf(at(solver, key));
  const type = textOf(at(solver, 'TYPE')) ?? 'SGD';
  if (type !== 'SGD') notes.leave(`the optimizer ${type} is not mdistiller's SGD: momentum stands in`);
  const trainer = textOf(at(solver, 'TRAINER')) ?? 'base';
  if (trainer === 'dot') notes.leave('the trainer dot, with two momenta, is left out: one momentum is kept');
  const written = numbersOf(at(solver, 'LR_DECAY_STAGES')) ?? defaults.stages;
  const milestones = written.slice(0, maxMilestones);
  if (milestones.length < written.length)
    notes.leave(`of ${written.length} stages of the learning rate the first ${maxMilestones} are taken`);
  notes.take('epochs, batch size, optimizer and schedule');
  return {
    epochs: number('EPOCHS') ?? defaults.epochs,
    batchSize: number('BATCH_SIZE') ?? defaults.batchSize,
    optimizer: {
      ...{ name: 'momentum', learningRate: number('LR') ?? defaults.rate, momentum: number('MOMENTUM') ?? 0.9 },
      weightDecay: number('WEIGHT_DECAY') ?? defaults.decay,
    },
    schedule: { kind: 'step', milestones, ...withValue('gamma', number('LR_DECAY_RATE')) },
  };
}
