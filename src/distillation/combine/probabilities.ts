import { logAddExp } from '../arithmetic/probability';
import type { Combination } from './combination';

export const ofProbabilities: Combination = {
  name: 'probabilities',
  summary: 'The weighted mean of the teachers’ probabilities, each softened at its own temperature.',
  formula: 'p = Σ w_k·p(zt_k; T_k); the student’s temperature is that of `temperature`',
  source: 'Averaged soft targets, Hinton, Vinyals, Dean 2015, arXiv:1503.02531',
  usesLabels: false,
  makes: 'probabilities',
  targets: (of, teachers, temperature) => {
    const logs = teachers.map(({ logits, share, temperature: own }) =>
      of.add(of.logSoftmax(of.divide(logits, own)), of.constant(Math.log(share))),
    );
    // Logits whose softmax at the student's temperature gives back the mean.
    return of.multiply(
      logs.reduce((total, value) => logAddExp(of, total, value)),
      temperature,
    );
  },
};
