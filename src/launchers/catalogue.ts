import type { RunManifest } from '../runs';
import type { Cancelled, CancelOptions, Launcher, LaunchState, Submission } from './launcher';
import { local } from './local/local';

/** All launchers. A new one is a file that exports a `Launcher`, and a line here. */
const launchers: readonly Launcher[] = [local];

/** The launcher of a name. Throws a sentence that lists the names when there is none. */
export function launcherNamed(name: string): Launcher {
  const found = launchers.find((launcher) => launcher.name === name);
  if (found !== undefined) return found;
  throw new Error(`there is no launcher '${name}'; there are: ${launchers.map((one) => one.name).join(', ')}`);
}

/** The launcher of a run that names none, as those of 0.1. */
export const defaultLauncher = local.name;

/** A run with the launcher that its manifest names. */
export interface LaunchedRun {
  readonly folder: string;
  readonly manifest?: Pick<RunManifest, 'launcher'>;
}

const launcherOf = ({ manifest }: LaunchedRun): Launcher => launcherNamed(manifest?.launcher?.name ?? defaultLauncher);

/** Starts a run whose folder is there. Throws as `Launcher.submit` does. */
export async function submitRun(run: LaunchedRun, submission: Omit<Submission, 'folder'>): Promise<void> {
  await launcherOf(run).submit({ ...submission, folder: run.folder });
}

/** Ends a run with its launcher. Throws as `Launcher.cancel` does, and when the run was never started. */
export async function cancelRun(run: LaunchedRun, options: CancelOptions): Promise<Cancelled> {
  const launcher = launcherOf(run);
  const handle = launcher.attach(run.folder);
  if (handle === undefined) throw new Error(`${nameOf(run)} has not been started, so it cannot be stopped`);
  return launcher.cancel(handle, options);
}

/** A run's processes as its launcher sees them; `ended` when it was never started. */
export async function launchStateOf(run: LaunchedRun): Promise<LaunchState> {
  const launcher = launcherOf(run);
  const handle = launcher.attach(run.folder);
  return handle === undefined ? { kind: 'ended' } : launcher.state(handle);
}

const nameOf = ({ folder }: LaunchedRun): string => folder.split(/[\\/]/).at(-1) ?? folder;
