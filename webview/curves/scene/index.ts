export { CurveStore, type DrawnRun, type Reference } from './curve-store';
export { endOf, labelOf, runsInSlots, type RunInSlot, type Scene } from './scene';
export { extraCurves, logPlots, plotList, type PlotCurve, type PlotDefinition, wantedCurves } from './plot-list';
export { Viewport } from './viewport';
