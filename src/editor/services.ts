import type * as vscode from 'vscode';
import type { Host } from './commands';
import { createOutput } from './reporting/output';
import { RunStore } from './run-store';

/** The services of a window, which its features share. */
export class Services implements Host, vscode.Disposable {
  readonly store: RunStore;
  private channel: vscode.LogOutputChannel | undefined;

  constructor(readonly context: vscode.ExtensionContext) {
    this.store = new RunStore(context.workspaceState);
  }

  /** A window that has nothing to say has no output channel. */
  get output(): vscode.LogOutputChannel {
    return (this.channel ??= createOutput());
  }

  dispose(): void {
    this.store.dispose();
    this.channel?.dispose();
  }
}
