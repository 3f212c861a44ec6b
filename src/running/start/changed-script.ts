import path from 'node:path';
import { scriptConfigOf } from '../../config';
import { hashScript } from '../../launchers';
import type { InputChange, RunSummary } from '../../runs';
import { Refusal } from './refusal';

/** The change of a run's script since its last attempt; undefined where there is none, or none is known. */
export async function changeOfScript({ manifest, progress }: RunSummary): Promise<InputChange | undefined> {
  const script = scriptConfigOf(manifest?.config)?.script;
  const before = progress.inputs?.script?.sha256;
  if (manifest === undefined || script === undefined || before === undefined) return undefined;
  const after = await hashScript(path.resolve(path.dirname(manifest.configPath), script.file));
  return after === before ? undefined : { input: 'script', before, after: after ?? '' };
}

/** Throws Refusal for a run that goes on with another script than in its last attempt, unless the person agrees. */
export function refuseChangedScript(run: RunSummary, change: InputChange | undefined, isAgreed: boolean): void {
  const file = scriptConfigOf(run.manifest?.config)?.script.file ?? '';
  if (change === undefined || (isAgreed && change.after !== '')) return;
  const advice = 'put the earlier one back, start a new run, or go on knowingly with --changed-inputs';
  if (change.after === '') throw new Refusal(`${run.id} cannot go on: its script ${file} is not there any more`);
  throw new Refusal(`${run.id} cannot go on: its script ${file} has changed since; ${advice}`);
}
