/** Maximum bytes of a file of evaluations, both written and read. */
export const maxEvaluationBytes = 256 << 20;
