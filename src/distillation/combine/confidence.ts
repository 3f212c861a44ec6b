import { named } from '../arithmetic/named';
import { logLikelihood } from '../arithmetic/probability';
import { normalised, type Combination } from './combination';

export const byConfidence: Combination = {
  name: 'confidence',
  summary: 'For each sample, teachers that are nearer to the label weigh more.',
  formula: 'w_k = (1 − softmax_k CE(zt_k, y))/(K − 1); Σ w_k·loss_k',
  source: 'CA-MKD, Zhang, Chen, Wang 2022, arXiv:2201.00007',
  usesLabels: true,
  makes: 'losses',
  weights: (of, teachers, labels) => {
    if (teachers.length < 2) return teachers.map(() => of.constant(1));
    const errors = teachers.map(({ logits }) =>
      named(of, of.subtract(of.constant(0), logLikelihood(of, labels, logits)), 'teacher cross entropy'),
    );
    const most = named(
      of,
      errors.reduce((largest, error) => of.maximum(largest, error)),
      'largest cross entropy',
    );
    const exponentials = errors.map((error) => named(of, of.exp(of.subtract(error, most)), 'doubt'));
    const total = named(
      of,
      exponentials.reduce((sum, value) => of.add(sum, value)),
      'sum of doubts',
    );
    const scores = exponentials.map((value) => of.subtract(of.constant(1), of.divide(value, total)));
    return normalised(of, scores, teachers);
  },
};
