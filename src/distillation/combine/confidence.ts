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
      of.subtract(of.constant(0), of.sumOfRow(of.multiply(labels, of.logSoftmax(logits)))),
    );
    const most = errors.reduce((largest, error) => of.maximum(largest, error));
    const exponentials = errors.map((error) => of.exp(of.subtract(error, most)));
    const total = exponentials.reduce((sum, value) => of.add(sum, value));
    const scores = exponentials.map((value) => of.subtract(of.constant(1), of.divide(value, total)));
    return normalised(of, scores, teachers);
  },
};
