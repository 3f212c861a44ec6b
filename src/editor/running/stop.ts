import * as vscode from 'vscode';
import { cancelRun } from '../../launchers';
import { controlToWithdraw } from '../../running';
import type { RunSummary } from '../../runs';
import { formatRunLabel } from '../../wording';
import { readProfileSetting, requireTrust } from '../settings';

const endNow = 'End Now';

/**
 * Stops a run after a checkpoint, or removes it from the queue, and with it a control that serves no other run. A run that is stopping already is ended at once when the person
 * confirms. Throws a sentence when it cannot be stopped from here, and in Restricted Mode for one of a cluster, whose programs would be
 * executed.
 */
export async function stop(run: RunSummary, runs: readonly RunSummary[]): Promise<void> {
  if (run.job !== undefined) requireTrust();
  const profiles = readProfileSetting();
  const control = controlToWithdraw(run, runs);
  if (control !== undefined) await cancelRun(control, { when: 'after a checkpoint', profiles });
  // A run elsewhere can be asked alone; one of a cluster can be ended there.
  const isAskedAlone = run.elsewhere !== undefined && run.job === undefined;
  if (run.status !== 'stopping' || isAskedAlone) {
    await cancelRun(run, { when: 'after a checkpoint', profiles });
    return;
  }
  const detail = 'It has been asked to write a checkpoint. Ended now, it keeps the one before.';
  const answer = await vscode.window.showWarningMessage(
    `${formatRunLabel(run)} is stopping`,
    { modal: true, detail },
    endNow,
  );
  if (answer === endNow) await cancelRun(run, { when: 'now', profiles });
}
