/** Maximum bytes of a file of evaluations, both written and read. */
export const maxEvaluationBytes = 256 << 20;
/** Maximum of numbers that a file's next writer counts on from: far below 2⁵³, where one more is the same number. */
export const maxCounted = 2 ** 48;
