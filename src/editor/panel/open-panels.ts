import type * as vscode from 'vscode';

/** An open panel of a run. */
export interface OpenPanel {
  /** Run folder that it shows; a preview shows one after another. */
  readonly folder: string;
  /** Whether it stays with its run. Else it is the preview, which follows the selection of the list. */
  readonly isKept: boolean;
  readonly panel: vscode.WebviewPanel;
}

// A file of its own, so that what asks whether a panel is open does not load panels.
const open = new Set<OpenPanel>();

/** All open panels, in the order in which they were opened. */
export const openPanels: ReadonlySet<OpenPanel> = open;

/** Enters a panel until it is closed. */
export function enterPanel(panel: OpenPanel): void {
  open.add(panel);
  panel.panel.onDidDispose(() => open.delete(panel));
}

/** Whether the panel of a run is in sight. */
export function isPanelVisible(runFolder: string): boolean {
  return [...open].some(({ folder, panel }) => folder === runFolder && panel.visible);
}
