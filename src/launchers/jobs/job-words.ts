import type { Submission } from '../launcher';
import type { Profile } from '../profiles';
import { supervisorArgs, trainerVariables } from '../../supervisor';

/** Name of Node.js on the PATH of a cluster's machines. */
export const defaultNode = 'node';

/**
 * The words that start a run's supervisor on a machine of a cluster. `name` is the job's; `requeue` a program that has SLURM queue
 * the job again.
 */
export function jobWords(
  { folder, program, supervisorPath }: Submission,
  { node = defaultNode }: Profile,
  job: { readonly name: string; readonly requeue?: string },
): string[] {
  return [node, supervisorPath, ...supervisorArgs(folder, { ...program, isWithoutSlot: true, job })];
}

/** Variables of a job: those of the trainer, and the folders that the person allows. */
export function jobVariables({ program, allowedFolders }: Submission): Record<string, string> {
  const allowed = allowedFolders && { DISTILLERY_ALLOWED_FOLDERS: JSON.stringify(allowedFolders) };
  return { ...trainerVariables(program), ...allowed };
}
