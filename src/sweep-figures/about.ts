import type { FigureName } from './figures';
import type { LinePoint } from './lines';
import type { SweepTable } from './table';

/** The numbers of a map or of lines of a figure, for a line below the title: their kind and their split. */
export function aboutFigure({ points }: SweepTable, figure: FigureName, chart: 'map' | 'lines'): string {
  const seeds = Math.max(1, ...points.map(({ planned }) => planned));
  const interval = seeds < 3 ? 'mean over seeds; an interval takes three' : 'mean over seeds with its 95 % interval';
  const spread = chart === 'map' ? 'mean ± standard deviation over seeds' : interval;
  const mean = seeds === 1 ? 'one run each' : spread;
  return figure === 'goal' || figure === 'seconds' ? mean : `${mean}, test split`;
}

/** The ends of a mean's interval; of a mean without one the mean itself. */
export function endsOfPoint({
  spread: { mean },
  halfWidth = 0,
}: Pick<LinePoint, 'spread' | 'halfWidth'>): [low: number, high: number] {
  return [mean - halfWidth, mean + halfWidth];
}
