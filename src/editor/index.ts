export { registerDiagnostics } from './language/diagnostics';
export { registerRunPanels } from './panel/restore';
export { registerProviders } from './language/providers';
export { registerCommands } from './running/commands';
export { registerOutcomes } from './running/notifications';
export { RunStore } from './running/run-store';
export { registerStatusBar } from './running/status-bar';
export { registerRunsView } from './runs-view/runs-view';
