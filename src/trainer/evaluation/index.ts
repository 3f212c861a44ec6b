export { biasShift } from './bias-correction';
export { compare, evaluate, tailAccuracies } from './evaluate';
export { evaluationBatch, logitsOf, meanOfProbabilities } from './logits';
