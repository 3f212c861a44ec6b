export { copyChart } from './copy-chart';
export { axisRange, type AxisRange } from './axis-range';
export type { Chart } from './chart';
export { drawChart, gutters } from './draw-chart';
export { penOf } from './draw-run';
export { referencePen } from './draw-references';
