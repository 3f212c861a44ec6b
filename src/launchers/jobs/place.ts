import type { LaunchSettings } from '../launcher';
import { profileNamed, thisMachine, type Profile } from '../profiles';
import { defaultNode } from './job-words';
import { provideInstallation } from './installation';

/**
 * The settings of programs that run where a profile says: its Node.js and its Python, and our programs where its machines see them.
 * Those of this machine without a profile. Throws as `profileNamed` does, and the file system's error where programs cannot be copied.
 */
export function placed(settings: LaunchSettings, on: string | undefined = settings.on): LaunchSettings {
  if (on === undefined || on === thisMachine) return settings;
  const profile = profileNamed(settings.profiles, on);
  const { node = defaultNode, python } = profile;
  return {
    ...settings,
    on,
    nodePath: node,
    ...programsOf(profile, settings),
    ...(python !== undefined && { findPython: () => Promise.resolve([{ path: python, origin: 'setting' as const }]) }),
  };
}

function programsOf(
  { programs }: Profile,
  settings: LaunchSettings,
): Pick<LaunchSettings, 'trainerPath' | 'supervisorPath'> {
  const { trainerPath, supervisorPath } = settings;
  return programs === undefined ? { trainerPath, supervisorPath } : provideInstallation(programs, trainerPath);
}
