import path from 'node:path';
import { isActiveStatus, runsFolder, sharesControlSettings, type RunInputs, type RunSummary } from '../../runs';
import type { CheckedConfig } from '../check-config';
import { haveContents } from '../recorded-inputs/present-content';

/**
 * The run that can be the control of a config's next run, newest first: it has the same settings but for the teacher, and it
 * has finished, or may yet, on the data and the student's files as they are now. Undefined where one has to be made.
 */
export async function findSharedControl(checked: CheckedConfig): Promise<RunSummary | undefined> {
  const { config, runs, workspace } = checked;
  if (config === undefined) return undefined;
  for (const run of runs) {
    const isHere = path.dirname(run.folder) === runsFolder(workspace) && run.copiedFrom === undefined;
    if (
      !isHere ||
      run.elsewhere !== undefined ||
      run.manifest?.kind === 'sweep' ||
      !sharesControlSettings(run.manifest?.config, config)
    )
      continue;
    if (await canServe(run, checked)) return run;
  }
  return undefined;
}

/**
 * The control of a run that is of no use once that is stopped: it has not ended, and no other run that has finished or may yet is
 * compared with it. Controls of a sweep stay: points that are yet to be made may share them.
 */
export function controlToWithdraw(run: RunSummary, runs: readonly RunSummary[]): RunSummary | undefined {
  const control = controlOf(run, runs);
  const isOfSweep = run.manifest?.parent !== undefined;
  if (control === undefined || isOfSweep || !isActiveStatus(control.status)) return undefined;
  const served = control.manifest?.controlOf ?? [];
  const isServed = ({ id, status, folder, manifest }: RunSummary): boolean =>
    folder !== run.folder &&
    path.dirname(folder) === path.dirname(run.folder) &&
    (manifest?.control === control.id || served.includes(id)) &&
    (status === 'finished' || isActiveStatus(status));
  return runs.some(isServed) ? undefined : control;
}

/** The control of a run that was withdrawn with it, and goes on when that does. */
export function withdrawnControl(run: RunSummary, runs: readonly RunSummary[]): RunSummary | undefined {
  const control = controlOf(run, runs);
  return control?.status === 'stopped' && control.copiedFrom === undefined ? control : undefined;
}

function controlOf({ folder, manifest }: RunSummary, runs: readonly RunSummary[]): RunSummary | undefined {
  const id = manifest?.control;
  return runs.find((one) => one.id === id && path.dirname(one.folder) === path.dirname(folder));
}

async function canServe({ status, progress }: RunSummary, checked: CheckedConfig): Promise<boolean> {
  if (status !== 'finished' && !isActiveStatus(status)) return false;
  const { inputs, inputChanges, hasUnrecordedInputs } = progress;
  if (inputChanges !== undefined || hasUnrecordedInputs === true) return false;
  // One that is still in line reads the data as they are then.
  if (inputs === undefined) return status !== 'finished';
  return hasPresentInputs(inputs, checked);
}

async function hasPresentInputs(inputs: RunInputs, checked: CheckedConfig): Promise<boolean> {
  const { config, facts } = checked;
  if (config === undefined || facts?.identity === undefined || inputs.dataStamp !== facts.identity) return false;
  return haveContents(config.student.model, inputs.student?.files ?? [], checked);
}
