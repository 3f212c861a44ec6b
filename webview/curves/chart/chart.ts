import type { AxisRange } from './axis-range';
import type { PlotDefinition, Scene } from '../scene';

/** Content of a chart. */
export interface Chart {
  readonly scene: Scene;
  readonly definition: PlotDefinition;
  readonly range: AxisRange;
}
