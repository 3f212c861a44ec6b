/** Facts of a machine that decide whether SLURM may be started on it. */
interface Machine {
  readonly isLinux: boolean;
  /** Whether the user of this process has a name. */
  readonly hasUserName: boolean;
  /** Names of the programs that run. */
  readonly running: readonly string[];
  readonly exists: (file: string) => boolean;
  /** Value of SLURM_CONF; empty where it is not set. */
  readonly variable: string;
  readonly isInstalled: boolean;
  readonly hasApt: boolean;
  /** Whether a node can see less than the others. */
  readonly canHide: boolean;
}
export function whyNoSlurm(machine?: Machine): string | undefined;
