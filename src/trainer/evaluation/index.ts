export { biasShift, correctOutputBias, maxShift } from './bias-correction';
export { isAtChance } from './chance';
export { EpochEvaluation } from './epoch-evaluation';
export { compare, evaluate, tailAccuracies } from './evaluate';
export { Evaluator, type Measured } from './evaluator';
export { KeptAnswers, type NamedLogits, type TestedLogits } from './keep-answers';
export { chosenClasses, evaluationBatch, logitsOf, logProbabilities, meanOfProbabilities } from './logits';
export { ValidationAnswers } from './validation-answers';
