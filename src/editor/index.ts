export { registerRunCommands } from './runs-view/commands';
export { RunsView } from './runs-view/runs-view';
