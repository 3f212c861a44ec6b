import { named } from '../arithmetic/named';
import { weightedSum, type Combination } from './combination';

export const ofLogits: Combination = {
  name: 'logits',
  summary: 'The weighted mean of the teachers’ logits is one teacher, with one temperature.',
  formula: 'zt = Σ w_k·zt_k',
  source: 'TextBrewer, Yang et al. 2020, arXiv:2002.12620',
  usesLabels: false,
  makes: 'logits',
  targets: (of, teachers) =>
    named(
      of,
      weightedSum(
        of,
        teachers.map(({ logits }) => logits),
        teachers.map(({ share }) => share),
      ),
      'mean teacher logits',
    ),
};
