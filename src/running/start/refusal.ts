/** A request that cannot be met as it was made; nothing was started. */
export class Refusal extends Error {}
