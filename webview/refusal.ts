/** Thrown by whoever reads a message and finds it wrong; what it says is shown to the user. */
export class Refusal extends Error {}
