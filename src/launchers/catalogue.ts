import { readJob, readOwner, removeJob, type RunManifest } from '../runs';
import type { Cancelled, CancelOptions, Launcher, LaunchState, Submission } from './launcher';
import { command } from './command/command';
import { assertAgreed } from './jobs/submit-job';
import { local } from './local/local';
import { ray } from './ray/ray';
import { profileNamed, thisMachine } from './profiles';
import { slurm } from './slurm/slurm';

/** All launchers. A new one is a file that exports a `Launcher`, and a line here. */
const launchers: readonly Launcher[] = [local, slurm, ray, command];

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

/** The launcher of a run: of its newest submission, else the one that its manifest names. */
function launcherOf({ folder, manifest }: LaunchedRun): Launcher {
  const job = readJob(folder);
  return launcherNamed(
    job?.launcher ?? (readOwner(folder) ? defaultLauncher : manifest?.launcher?.name) ?? defaultLauncher,
  );
}

/** Starts a run whose folder is there, at the place that `on` names or its own. Throws as `Launcher.submit` does. */
export async function submitRun(run: LaunchedRun, submission: Omit<Submission, 'folder'>): Promise<void> {
  const { folder } = run;
  const on = placeOf(run, submission.on);
  if (on !== undefined) {
    const { launcher } = profileNamed(submission.profiles, on);
    await launcherNamed(launcher).submit({ ...submission, on, folder });
    return;
  }
  // Its processes are seen from here from now on.
  const job = readJob(folder);
  await local.submit({ ...submission, folder });
  if (job !== undefined) removeJob(folder);
}

/** Starts runs of one sweep, as one job where the launcher of the profile `on` knows such, at most `limit` at a time. */
export async function submitRuns(submissions: readonly Submission[], on: string, limit: number): Promise<void> {
  const [first] = submissions;
  if (first === undefined) return;
  const launcher = launcherNamed(profileNamed(first.profiles, on).launcher);
  const placed = submissions.map((submission) => ({ ...submission, on }));
  if (launcher.submitArray !== undefined && placed.length > 1) {
    await launcher.submitArray(placed, limit);
    return;
  }
  for (const submission of placed) await launcher.submit(submission);
}

/**
 * Asks a person about the profile of a sweep's runs, which are submitted by a process that can ask nobody. `submission` is the
 * coordinator's own. Throws JobNotAllowed.
 */
export async function agreeToPlace(submission: Submission): Promise<void> {
  const { on = thisMachine, profiles } = submission;
  if (on === thisMachine) return;
  const profile = profileNamed(profiles, on);
  const text = launcherNamed(profile.launcher).preview?.(submission) ?? '';
  await assertAgreed({ submission, profile, profileName: on }, text);
}

/**
 * The profile of a start of a run: the one that was asked for, else that of the run's newest submission or of its manifest. Undefined
 * for this machine.
 */
export function placeOf({ folder, manifest }: LaunchedRun, on: string | undefined): string | undefined {
  const place = on ?? readJob(folder)?.profile ?? manifest?.launcher?.profile;
  return place === thisMachine ? undefined : place;
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
