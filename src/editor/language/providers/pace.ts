import type * as vscode from 'vscode';
import type { MeasuredPace, ResolvedConfig } from '../../../config';
import { measuredSeconds, type RunSummary } from '../../../runs';
import { runsAtATime } from '../../settings';

/** The pace of a document's runs, by those that have finished; undefined before one has. */
export function paceOf(
  { uri }: Pick<vscode.TextDocument, 'uri'>,
  runs: readonly RunSummary[],
  config: ResolvedConfig,
): MeasuredPace | undefined {
  const secondsOfRun = measuredSeconds(runs, uri.fsPath, config);
  return secondsOfRun === undefined ? undefined : { secondsOfRun, atATime: runsAtATime() };
}
