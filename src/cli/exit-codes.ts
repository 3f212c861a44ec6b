/** Names of runs, exit codes and Ctrl-C: what holds for every command, a line each. */
export const exitCodes = [
  'A run is named by its id, by the beginning or end of its id, or by its folder.',
  'Runs lie in .distillery/runs of the project that holds the config.',
  'Exit codes: 0 finished or valid, 1 failed, 2 a mistake in the command or the config (nothing was started), 130 stopped.',
  'Ctrl-C asks a run to stop at its next step; a second Ctrl-C ends its processes.',
] as const;
