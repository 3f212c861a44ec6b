export { CurvePlot, type PlotActions } from './curve-plot';
export { keyAction, keyHelp } from './plot-keys';
export { ValueTable } from './value-table';
