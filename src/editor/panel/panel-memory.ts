import type * as vscode from 'vscode';
import type { ViewName } from '../../panel/messages';

const key = (view: string): string => `distillery.panel.${view}`;

/** Settings of the panel's views, kept for the workspace. */
class PanelMemory {
  private memento: vscode.Memento | undefined;

  /** Keeps settings in the workspace's state from now on. */
  keepIn(memento: vscode.Memento): void {
    this.memento = memento;
  }

  async keep(view: ViewName, value: unknown): Promise<void> {
    await this.memento?.update(key(view), value);
  }

  /** The settings by view. */
  kept(): Record<string, unknown> {
    const { memento } = this;
    const keys = memento?.keys().filter((name) => name.startsWith(key(''))) ?? [];
    return Object.fromEntries(keys.map((name) => [name.slice(key('').length), memento?.get<unknown>(name)]));
  }
}

export const panelMemory = new PanelMemory();
