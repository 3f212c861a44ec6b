import type * as vscode from 'vscode';
import type { RunSummary } from '../runs';

/** Argument of a command about a run: a run of the view or the panel, the config of an editor, or nothing. */
export type RunTarget = Pick<RunSummary, 'folder'> | vscode.Uri | undefined;

/** Runs that a command may act on, and its words where a person picks one. */
export interface ChoiceOptions {
  /** The title of the pick, such as `Stop Run`. */
  readonly title: string;
  readonly fits: (run: RunSummary) => boolean;
  /** The error where no run fits. */
  readonly none: string;
}
