import { splitSizes, type DataFacts } from '../../../data-sources';
import { writtenTeachers } from '../../schema/objective';
import type { ResolvedConfig } from '../../schema/schema';
import type { AddFinding } from '../finding';

/** Validation examples below which their accuracy moves by chance as much as by an epoch. */
const fewExamples = 100;

/** The lints of early stops and plateaus: waits that never end, and validations that are too few to wait for. */
export function lintWaits(config: ResolvedConfig, add: AddFinding, facts: DataFacts | undefined): void {
  const examples = facts && splitSizes(config.data, facts.splits).validation;
  lintTraining(['train'], config.train, add, examples);
  for (const { path, source } of writtenTeachers(config)) {
    lintTraining([...path, 'train'], source.train, add, examples);
  }
}

type Training = Pick<ResolvedConfig['train'], 'epochs' | 'schedule' | 'earlyStop'>;

function lintTraining(
  path: readonly string[],
  { epochs, schedule, earlyStop }: Training,
  add: AddFinding,
  examples: number | undefined,
): void {
  const check = (key: string, patience: number, effect: string): void => {
    if (patience < epochs) return;
    const message = `After ${patience} epochs without a better validation ${effect}, but there are ${epochs}: it never is. Lower patience or raise epochs.`;
    const half = epochs > 1 ? Math.max(Math.floor(epochs / 2), 1) : undefined;
    add('patience-too-long', 'warning', [...path, key, 'patience'], message, half);
  };
  if (schedule.kind === 'plateau') check('schedule', schedule.patience, 'the learning rate is lowered');
  if (earlyStop === undefined) return;
  check('earlyStop', earlyStop.patience, 'the training is stopped');
  if (examples === undefined || examples >= fewExamples || earlyStop.metric !== 'accuracy') return;
  const message = `${examples} validation examples decide when to stop: their accuracy moves by chance. Set metric to cross-entropy, or hold more examples back.`;
  add('early-stop-few', 'warning', [...path, 'earlyStop', 'metric'], message);
}
