import * as vscode from 'vscode';
import { formatError, withoutCodeMarks } from '../wording';
import { ActionableError } from './actionable-error';

/** Shows an error, with the button that mends it where there is one. */
export function showError(error: unknown, output: vscode.LogOutputChannel): void {
  output.error(error instanceof Error ? error : String(error));
  if (error instanceof ActionableError) void offer(error);
  else void vscode.window.showErrorMessage(plainMessage(error));
}

async function offer(error: ActionableError): Promise<void> {
  const { title, command, arguments: words = [] } = error.button;
  const answer = await vscode.window.showErrorMessage(plainMessage(error), title);
  if (answer === title) await vscode.commands.executeCommand(command, ...words);
}

/** An error in words for a notification. */
export function plainMessage(error: unknown): string {
  return withoutCodeMarks(formatError(error));
}
