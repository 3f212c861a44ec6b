import type { SweepTableChange } from '../../../src/panel/messages';
import type { SweepTable, SweptPoint } from '../../../src/sweep-figures';

/** The points of a sweep as the extension has last sent them. */
export class TableStore {
  private points: SweptPoint[] = [];
  private known: SweepTable | undefined;

  get table(): SweepTable | undefined {
    return this.known;
  }

  /** Takes over the points that have changed. A change that leaves a gap is of another page, and is dropped. */
  take({ changed, count, ...rest }: SweepTableChange): void {
    const points = [...this.points];
    for (const { place, point } of changed) points[place] = point;
    points.length = count;
    // Places without a point are no keys.
    if (Object.keys(points).length < count) return;
    this.points = points;
    this.known = { ...rest, points };
  }
}
