import { named } from '../arithmetic/named';
import { entropy as entropyOf } from '../arithmetic/probability';
import { normalised, sumOf, type Combination } from './combination';

export const byEntropy: Combination = {
  name: 'entropy',
  summary: 'For each sample, teachers that are surer weigh more.',
  formula: 'w_k ∝ 1 − H_k/ΣH, H the entropy at T = 1; Σ w_k·loss_k',
  source: 'Adaptive distillation based on entropy, Kwon et al. 2020, doi:10.1109/ICASSP40776.2020.9054698',
  usesLabels: false,
  makes: 'losses',
  weights: (of, teachers) => {
    if (teachers.length < 2) return teachers.map(() => of.constant(1));
    const entropies = teachers.map(({ logits }) =>
      named(of, entropyOf(of, named(of, of.logSoftmax(logits), 'teacher log probs at one')), 'teacher entropy at one'),
    );
    // All may be certain; the small number then makes them equal.
    const total = named(of, of.add(sumOf(of, entropies), of.constant(1e-12)), 'sum of entropies');
    const scores = entropies.map((value) => of.subtract(of.constant(1), of.divide(value, total)));
    return normalised(of, scores, teachers);
  },
};
