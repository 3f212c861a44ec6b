import * as vscode from 'vscode';
import {
  clearSpareCheckpoints,
  measureSpareCheckpoints,
  runTree,
  withDependents,
  type RunSummary,
  type SpareCheckpoints,
} from '../../runs';
import { formatBytes, formatCountOf, formatRunLabel } from '../../wording';
import { requireTrust } from '../settings';

/** A run, or a sweep with its runs and controls, and the checkpoints that it does not need. */
interface Offer extends vscode.QuickPickItem {
  readonly runs: readonly RunSummary[];
  readonly size: SpareCheckpoints;
}

/**
 * Lists the finished runs and sweeps with the size of their checkpoints, and removes those of the chosen ones once the person
 * confirms. Throws a sentence when no finished run has any.
 */
export async function clearCheckpoints(known: readonly RunSummary[]): Promise<void> {
  requireTrust();
  const offers = offersOf(known);
  if (offers.length === 0) throw new Error('no finished run of this workspace has checkpoints that it does not need');
  const title = 'Clear Checkpoints: the largest come first';
  const chosen = await vscode.window.showQuickPick(offers, { title, canPickMany: true });
  if (chosen === undefined || chosen.length === 0) return;
  const runs = [...new Map(chosen.flatMap((offer) => offer.runs).map((run) => [run.folder, run])).values()];
  const size = describe(measureSpareCheckpoints(runs));
  const detail = `${size}. Finished runs do not go on, so they need none. Their students, best weights, curves and answers stay.`;
  const answer = await vscode.window.showWarningMessage('Remove these checkpoints?', { modal: true, detail }, 'Remove');
  if (answer !== 'Remove') return;
  void vscode.window.showInformationMessage(`${describe(clearSpareCheckpoints(runs))} removed.`);
}

function offersOf(known: readonly RunSummary[]): Offer[] {
  const offers = runTree(known).roots.map((run): Offer => {
    const runs = run.manifest?.kind === 'sweep' ? withDependents(run, known) : [run];
    const size = measureSpareCheckpoints(runs);
    return { label: formatRunLabel(run), description: describe(size), detail: run.id, runs, size };
  });
  return offers.filter(({ size }) => size.bytes > 0).sort((one, other) => other.size.bytes - one.size.bytes);
}

function describe({ runs, bytes }: SpareCheckpoints): string {
  return `${formatBytes(bytes)} of ${formatCountOf(runs, 'run')}`;
}
