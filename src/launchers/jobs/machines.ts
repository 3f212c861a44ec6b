import type { ResolvedConfig, ScriptConfig } from '../../config';
import type { LaunchSettings } from '../launcher';
import { ProfileFault, profileNamed, thisMachine, type Profile } from '../profiles';

/** Variable by which a trainer knows the machines of its run, as JSON of `count` and `start`. */
export const machinesVariable = 'DISTILLERY_MACHINES';

/** Number of machines of a run of a profile. */
export function machinesOf(profile: Profile): number {
  return profile.launcher === 'command' ? 1 : (profile.machines ?? 1);
}

/**
 * Value of the variable for a run of several machines; undefined where it has one. `start` are the words that start a command once on
 * each of the others, `{python}` among them standing for the Python of the run.
 */
export function describeMachines(profile: Profile, start: readonly string[]): string | undefined {
  const count = machinesOf(profile);
  return count === 1 ? undefined : JSON.stringify({ count, start });
}

/** Throws ProfileFault where the machines of a run's profile cannot share its processes alike: some would idle, or train alone. */
export function assertSharedAlike(
  config: ResolvedConfig | ScriptConfig,
  { on = thisMachine, profiles }: LaunchSettings,
): void {
  if (on === thisMachine) return;
  const machines = machinesOf(profileNamed(profiles, on));
  if (machines === 1) return;
  if ('script' in config || config.train.engine !== 'torch') {
    throw new ProfileFault(
      `the profile '${on}' has ${machines} machines, which \`engine: torch\` alone can share; take a profile of one machine`,
    );
  }
  const { processes = 1 } = config.train;
  if (processes % machines === 0) return;
  const has = processes === 1 ? 'one process' : `${processes} processes`;
  throw new ProfileFault(
    `the profile '${on}' has ${machines} machines, and the run has ${has}; set train.processes to ${machines} or a multiple of it, or take a profile of one machine`,
  );
}
