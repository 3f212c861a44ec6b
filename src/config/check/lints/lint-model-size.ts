import { formatCount } from '../../../wording';
import type { DataFacts } from '../../../data-sources';
import { trainingExamples } from '../../schema/preview';
import type { ResolvedConfig } from '../../schema/schema';
import type { AddFinding } from '../finding';

/**
 * Parameters for each training value (examples × values of one) above which a model is far too large: 2n + d suffice to memorise
 * any labels of n examples of d values (Zhang et al. 2017, arXiv:1611.03530, theorem 1), which is less than n·d.
 */
const maxPerValue = 100;
/** Fewer parameters are trained in an instant, however little data there is. */
const fewParameters = 20_000;
/**
 * Training values for each parameter above which a model is far too small: seven times those of the smallest MobileNet (0.25,
 * 128 pixels: 0.47 million parameters on 1.28 million pictures; Howard et al. 2017, arXiv:1704.04861).
 */
const maxValues = 1e6;

/** Reports a model whose parameters are out of all proportion to the training data. */
export function lintModelSize(
  path: readonly string[],
  parameters: number,
  { config, facts, add }: { readonly config: ResolvedConfig; readonly facts: DataFacts; readonly add: AddFinding },
): void {
  const examples = trainingExamples(config, facts);
  const features = facts.shape.reduce((product, length) => product * length, 1);
  const values = examples * features;
  if (values <= 0) return;
  const data = `${formatCount(examples)} training examples of ${formatCount(features)} values`;
  if (parameters > fewParameters && parameters > maxPerValue * values) {
    const message = `${formatCount(parameters)} parameters are far more than ${data} can decide: the network learns them by heart. Make it smaller.`;
    add('oversized-model', 'warning', path, message);
  } else if (values > maxValues * parameters) {
    const message = `${formatCount(parameters)} parameters are far too few for ${data}: most of it is lost. Make the network larger.`;
    add('undersized-model', 'warning', path, message);
  }
}
