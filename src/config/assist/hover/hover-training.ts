import type { DataFacts } from '../../../data-sources';
import { sparkline } from '../../../distillation';
import { learningRateAt } from '../../../models/training';
import { formatCount, formatCountOf, formatNumber } from '../../../wording';
import { classProfile, expectedStepsPerEpoch } from '../../schema/preview';
import type { ResolvedConfig } from '../../schema/schema';

/** Steps of a training and its learning rate, for the keys at a path that decide them. */
export function trainingFacts(path: readonly string[], config: ResolvedConfig, data: DataFacts): string | undefined {
  const train = trainAt(path, config, data);
  if (train === undefined) return undefined;
  const { settings, perEpoch, key } = train;
  const steps = perEpoch * settings.epochs;
  switch (key) {
    case '':
    case 'epochs':
    case 'batchSize':
      return `${formatCount(perEpoch)} steps each epoch, ${formatCount(steps)} in all`;
    case 'warmup':
      return settings.warmup > 0
        ? `The first ${formatCount(settings.warmup * perEpoch)} steps of ${formatCount(steps)}`
        : undefined;
    case 'schedule':
    case 'schedule.kind':
    case 'optimizer.learningRate':
      return aboutRate(settings, steps);
    case 'earlyStop':
    case 'earlyStop.patience':
      return settings.earlyStop === undefined
        ? undefined
        : `Ends after epoch ${settings.earlyStop.patience + 1} of ${settings.epochs} at the earliest`;
    default:
      return undefined;
  }
}

interface Training {
  readonly settings: Pick<
    ResolvedConfig['train'],
    'epochs' | 'batchSize' | 'schedule' | 'optimizer' | 'warmup' | 'earlyStop'
  >;
  readonly perEpoch: number;
  /** The settings under `train`. */
  readonly key: string;
}

function trainAt(path: readonly string[], config: ResolvedConfig, data: DataFacts): Training | undefined {
  const index = path.indexOf('train');
  const key = path.slice(index + 1).join('.');
  if (path[0] === 'train') return { settings: config.train, perEpoch: expectedStepsPerEpoch(config, data), key };
  const owner = path[0] === 'teachers' ? config.teachers?.[Number(path[1])] : config.teacher;
  if (index !== (path[0] === 'teachers' ? 2 : 1) || !/^teachers?$/.test(path[0] ?? '') || owner === undefined) {
    return undefined;
  }
  const settings = owner.train;
  const examples = classProfile(config, data).reduce((sum, count) => sum + count, 0);
  return { settings, perEpoch: Math.max(Math.ceil(Math.round(examples) / settings.batchSize), 1), key };
}

const places = 32;
const timeless = { step: 0, steps: 1, epoch: 0, epochs: 1 };

function aboutRate({ schedule, optimizer, warmup, epochs }: Training['settings'], steps: number): string {
  const rates = Array.from({ length: places }, (_, place) => {
    const step = Math.round((place / (places - 1)) * (steps - 1));
    return learningRateAt(schedule, optimizer.learningRate, warmup, {
      step,
      steps,
      epoch: (step / steps) * epochs,
      epochs,
    });
  });
  if (schedule.kind === 'plateau') {
    const least = learningRateAt(schedule, optimizer.learningRate, 0, { ...timeless, reductions: Infinity });
    return `Learning rate: ${formatNumber(optimizer.learningRate, 3)}, times ${schedule.factor} whenever the validation gets no better for ${formatCountOf(schedule.patience, 'epoch')}, down to ${formatNumber(least, 3)}`;
  }
  const [first = 0, last = 0] = [rates[0], rates.at(-1)];
  const highest = Math.max(...rates);
  if (first === last && highest === first) return `Learning rate: ${formatNumber(first, 3)} at every step`;
  return `\`${sparkline(rates, places)}\` learning rate over the run: ${formatNumber(first, 3)} at first, at most ${formatNumber(highest, 3)}, ${formatNumber(last, 3)} at the end`;
}
