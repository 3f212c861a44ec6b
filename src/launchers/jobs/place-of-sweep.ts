import type { LaunchSettings } from '../launcher';
import { profileNamed, thisMachine } from '../profiles';

/** Variable that hands the place of a sweep's runs to its coordinator, which knows no settings. */
export const placeVariable = 'DISTILLERY_PLACE';

/** The profile of a sweep's runs as text; empty for this machine, so that none of a process around this one is taken. */
export function describePlace({ on = thisMachine, profiles }: LaunchSettings): string {
  return on === thisMachine ? '' : JSON.stringify({ on, profile: profileNamed(profiles, on) });
}

/** The place of a sweep's runs, by the environment of its coordinator; nothing for this machine. */
export function readPlace(environment: NodeJS.ProcessEnv): Pick<LaunchSettings, 'on' | 'profiles'> {
  const text = environment[placeVariable] ?? '';
  if (text === '') return {};
  const { on, profile } = JSON.parse(text) as { readonly on: string; readonly profile: unknown };
  return { on, profiles: { [on]: profile } };
}
