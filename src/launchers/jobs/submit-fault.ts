/** A refusal of a cluster, or of a program that reaches it, in a sentence that says what to do. */
export class SubmitFault extends Error {}

/** A cluster that does not answer, and has taken nothing: the same may be asked of it again later. */
export class ClusterAway extends SubmitFault {}
