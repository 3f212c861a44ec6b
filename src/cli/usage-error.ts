/** A mistake in a command or a config. It is printed as it is, the exit code is 2, and nothing was started. */
export class UsageError extends Error {}
