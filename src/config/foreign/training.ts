import { at, numberOf, numbersOf, textOf, type Marked } from './marked';
import type { Notes } from './translation';

/** Optimizers of PyTorch by their classes' names, with ours. */
const optimizers: Readonly<Record<string, string>> = { Adam: 'adam', AdamW: 'adamw', RMSprop: 'rmsprop' };

/** A setting where there is one: `withValue('momentum', undefined)` is nothing. */
export function withValue(key: string, value: unknown): Readonly<Record<string, unknown>> {
  return value === undefined ? {} : { [key]: value };
}

/** The optimizer of a PyTorch class and its arguments. A class that is none of ours is noted, and Adam takes its place. */
export function optimizerOf(name: string, args: Marked, notes: Notes): Readonly<Record<string, unknown>> {
  const short = name.split('.').at(-1) ?? '';
  const number = (key: string): number | undefined => numberOf(at(args, key));
  const rate = withValue('learningRate', number('lr'));
  const decay = withValue('weightDecay', number('weight_decay'));
  if (short === 'SGD') {
    notes.take('optimizer');
    const momentum = number('momentum') ?? 0;
    if (momentum === 0) return { name: 'sgd', ...rate, ...decay };
    return { name: at(args, 'nesterov') === true ? 'nesterov' : 'momentum', ...rate, momentum, ...decay };
  }
  const ours = optimizers[short];
  if (ours === undefined) {
    notes.leave(`the optimizer ${name} is none of sgd, momentum, nesterov, adam, adamw and rmsprop: adam stands in`);
    return { name: 'adam', ...rate, ...decay };
  }
  notes.take('optimizer');
  const [beta1, beta2] = numbersOf(at(args, 'betas')) ?? [];
  return { name: ours, ...rate, ...withValue('beta1', beta1), ...withValue('beta2', beta2), ...decay };
}

/** The schedule of a PyTorch class and its arguments; undefined where there is none, or none of ours, which is noted. */
export function scheduleOf(
  scheduler: Marked,
  { epochs, rate }: { readonly epochs: number | undefined; readonly rate: number | undefined },
  notes: Notes,
): Readonly<Record<string, unknown>> | undefined {
  const name = (textOf(at(scheduler, 'key')) ?? textOf(at(scheduler, 'type')))?.split('.').at(-1);
  if (name === undefined) return undefined;
  const args = argumentsOf(scheduler);
  const gamma = withValue('gamma', numberOf(at(args, 'gamma')));
  const schedule = ((): Readonly<Record<string, unknown>> | undefined => {
    switch (name) {
      case 'MultiStepLR':
        return stepsAt(numbersOf(at(args, 'milestones')), gamma);
      case 'StepLR':
        return stepsAt(multiplesOf(numberOf(at(args, 'step_size')), epochs), gamma);
      case 'CosineAnnealingLR':
        return { kind: 'cosine', ...withValue('final', shareOf(numberOf(at(args, 'eta_min')), rate)) };
      case 'ReduceLROnPlateau':
        return {
          ...{ kind: 'plateau', ...withValue('factor', numberOf(at(args, 'factor'))) },
          ...withValue('patience', numberOf(at(args, 'patience'))),
        };
      default:
        return undefined;
    }
  })();
  if (schedule === undefined)
    notes.leave(`the schedule ${name} is left out: the learning rate stays as it is; train.schedule has others`);
  else notes.take('schedule of the learning rate');
  return schedule;
}

/** Arguments of a class, under the key that the layout has for them. */
export function argumentsOf(marked: Marked): Marked {
  for (const key of ['kwargs', 'params']) {
    const args = at(marked, key);
    if (args !== null) return args;
  }
  return at(marked, 'init', 'kwargs');
}

function stepsAt(
  milestones: readonly number[] | undefined,
  gamma: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  return milestones === undefined || milestones.length === 0 || milestones.length > maxMilestones
    ? undefined
    : { kind: 'step', milestones, ...gamma };
}

/** Maximum milestones of a schedule. */
export const maxMilestones = 100;

function multiplesOf(size: number | undefined, epochs: number | undefined): number[] | undefined {
  if (size === undefined || size <= 0 || epochs === undefined) return undefined;
  const count = Math.ceil(epochs / size) - 1;
  return count > maxMilestones ? undefined : Array.from({ length: count }, (_, index) => size * (index + 1));
}

function shareOf(value: number | undefined, whole: number | undefined): number | undefined {
  return value === undefined || whole === undefined || whole <= 0 ? undefined : value / whole;
}
