export { registerDiagnostics } from './language/diagnostics';
export { registerProviders } from './language/providers';
export { registerRunCommands } from './runs-view/commands';
export { RunsView } from './runs-view/runs-view';
export { registerRunningCommands } from './running/commands';
