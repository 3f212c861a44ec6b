// A file of its own, so that activation does not load the readers of logs: half of what it would load.
export { RunCatalogue } from '../runs';
