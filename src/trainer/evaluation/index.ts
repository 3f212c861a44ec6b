export { biasShift } from './bias-correction';
export { compare, evaluate, tailAccuracies } from './evaluate';
export { chosenClasses, evaluationBatch, logitsOf, meanOfProbabilities } from './logits';
