import { named, parameter } from '../arithmetic/named';
import { logAddExp } from '../arithmetic/probability';
import { shareName, type Combination } from './combination';

export const ofProbabilities: Combination = {
  name: 'probabilities',
  summary: 'The weighted mean of the teachers’ probabilities, each softened at its own temperature.',
  formula: 'p = Σ w_k·p(zt_k; T_k); the student’s temperature is that of `temperature`',
  source: 'Averaged soft targets, Hinton, Vinyals, Dean 2015, arXiv:1503.02531',
  usesLabels: false,
  makes: 'probabilities',
  targets: (of, teachers, temperature) => {
    const logs = teachers.map(({ logits, share, temperature: own }, index) => {
      const softened = named(of, of.logSoftmax(of.divide(logits, own)), 'teacher log probs');
      const logShare = parameter(of, `log of ${shareName(index)}`, Math.log(share));
      return named(of, of.add(softened, logShare), 'weighted log probs');
    });
    // Logits whose softmax at the student's temperature gives back the mean.
    const mean = logs.reduce((total, value) => logAddExp(of, total, value));
    return named(of, of.multiply(named(of, mean, 'mean log probs'), temperature), 'target logits');
  },
};
