import type { AxisRange } from './axis-range';
import type { PlotDefinition } from '../scene/plot-list';
import type { Scene } from '../scene/scene';

/** Content of a chart. */
export interface Chart {
  readonly scene: Scene;
  readonly definition: PlotDefinition;
  readonly range: AxisRange;
}
