import type { FromPanel, PanelState } from '../../src/panel/messages';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: PanelState): void;
};

/** The editor around the panel's page. */
export const host = acquireVsCodeApi();

// Before anything is built: the extension reads the run meanwhile, and its messages wait until this script has run.
host.postMessage({ type: 'ready' });
