import * as vscode from 'vscode';
import { isActive } from '../is-active';
import type { Host } from '../commands';
import type { StatusBarItem } from './status-bar-item';

/** Registers the status bar item of active runs, which is made with the first one; pressing it opens the run's panel. */
export function registerStatusBar({ store }: Host): vscode.Disposable {
  let item: StatusBarItem | undefined;
  let isDisposed = false;
  const show = async (): Promise<void> => {
    if (item === undefined && !store.runs.some(isActive)) return;
    const { StatusBarItem } = await import('./status-bar-item');
    if (isDisposed) return;
    item ??= new StatusBarItem();
    item.show(store.runs.filter(isActive));
  };
  const following = store.onDidChange(() => void show());
  return new vscode.Disposable(() => {
    isDisposed = true;
    following.dispose();
    item?.dispose();
  });
}
