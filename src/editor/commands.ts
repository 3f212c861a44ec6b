import * as vscode from 'vscode';
import type { RunStore } from './run-store';

/** The extension's services that commands use. */
export interface Host {
  readonly context: vscode.ExtensionContext;
  readonly store: RunStore;
  /** Made when it is first asked for, so ask for it where something is written. */
  readonly output: vscode.LogOutputChannel;
}

export type Action = (...args: unknown[]) => Promise<unknown>;

/**
 * Registers a feature's commands; a name is the part of the command's id after `distillery.`. An error is shown as a
 * notification, and the runs are refreshed after each command. Actions import the config language on first use by
 * `import()`: activation must not wait for it.
 */
export function registerCommands(host: Host, actions: Readonly<Record<string, Action>>): vscode.Disposable {
  const registered = Object.entries(actions).map(([name, action]) =>
    vscode.commands.registerCommand(`distillery.${name}`, async (...args: unknown[]) => {
      try {
        host.output.debug(`command ${name}`);
        await action(...args);
      } catch (error) {
        if (!(error instanceof vscode.CancellationError)) (await import('./show-error')).showError(error, host.output);
      }
      await host.store.refresh();
    }),
  );
  return vscode.Disposable.from(...registered);
}

/** The argument of a command as a Uri: menus and code lenses pass one, the command palette does not. */
export const toUri = (value: unknown): vscode.Uri | undefined => (value instanceof vscode.Uri ? value : undefined);
