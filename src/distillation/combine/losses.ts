import { parameter } from '../arithmetic/named';
import { shareName, type Combination } from './combination';

export const ofLosses: Combination = {
  name: 'losses',
  summary: 'The losses of all teachers, each at its own temperature, in a weighted mean.',
  formula: 'Σ w_k·T_k²·KL(p(zt_k; T_k) ‖ p(zs; T_k))',
  source: 'Hinton, Vinyals, Dean 2015, arXiv:1503.02531, for each teacher',
  usesLabels: false,
  makes: 'losses',
  weights: (of, teachers) => teachers.map(({ share }, index) => parameter(of, shareName(index), share)),
};
