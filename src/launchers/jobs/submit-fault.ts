/** A refusal of a cluster, or of a program that reaches it, in a sentence that says what to do. */
export class SubmitFault extends Error {}
