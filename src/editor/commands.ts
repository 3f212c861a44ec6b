import * as vscode from 'vscode';
import { formatError } from '../wording';
import { ActionableError } from './actionable-error';
import type { RunStore } from './run-store';

/** The extension's services that commands use. */
export interface Host {
  readonly context: vscode.ExtensionContext;
  readonly store: RunStore;
  readonly output: vscode.LogOutputChannel;
}

export type Action = (...args: unknown[]) => Promise<unknown>;

/**
 * Registers a feature's commands; a name is the part of the command's id after `distillery.`. An error is shown as a
 * notification, and the runs are refreshed after each command. Actions import the config language on first use by
 * `import()`: activation must not wait for it.
 */
export function registerCommands(
  { store, output }: Host,
  actions: Readonly<Record<string, Action>>,
): vscode.Disposable {
  const registered = Object.entries(actions).map(([name, action]) =>
    vscode.commands.registerCommand(`distillery.${name}`, async (...args: unknown[]) => {
      try {
        output.debug(`command ${name}`);
        await action(...args);
      } catch (error) {
        if (!(error instanceof vscode.CancellationError)) showError(error, output);
      }
      await store.refresh();
    }),
  );
  return vscode.Disposable.from(...registered);
}

/** Shows an error, with the button that mends it where there is one. */
function showError(error: unknown, output: vscode.LogOutputChannel): void {
  output.error(error instanceof Error ? error : String(error));
  if (error instanceof ActionableError) void offer(error);
  else void vscode.window.showErrorMessage(plainMessage(error));
}

async function offer(error: ActionableError): Promise<void> {
  const { title, command, arguments: words = [] } = error.button;
  const answer = await vscode.window.showErrorMessage(plainMessage(error), title);
  if (answer === title) await vscode.commands.executeCommand(command, ...words);
}

/** An error in words. Notifications show Markdown's marks of code as they are, so they are left out. */
export function plainMessage(error: unknown): string {
  return formatError(error).replaceAll('`', '');
}

/** The argument of a command as a Uri: menus and code lenses pass one, the command palette does not. */
export const toUri = (value: unknown): vscode.Uri | undefined => (value instanceof vscode.Uri ? value : undefined);
