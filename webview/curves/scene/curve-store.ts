import { GrowingCurve, thin, type CurveName } from '../../../src/curves';
import type { CurveGrowth, Picture, PlotLimits, RunPicture, ThinnedCurve } from '../../../src/panel/messages';

/** Points per pixel column above which a curve is downsampled again. */
const heldPerPixel = 12;

/** Downsampled points of one curve of one run. */
export interface Line {
  readonly raw: GrowingCurve;
  readonly smooth: GrowingCurve | undefined;
}

/** Run with the points to draw. */
export interface DrawnRun extends Omit<RunPicture, 'thinnedCurves'> {
  readonly lines: ReadonlyMap<CurveName, Line>;
}

/** Accuracy beside those of the runs: of a teacher, one value, or of the same student without a teacher, a curve. */
export interface Reference {
  readonly kind: 'teacher' | 'control';
  readonly label: string;
  readonly value?: number;
  readonly line?: GrowingCurve;
}

/** Store of the drawn runs: the newest picture and the growth since. Its size is bounded by the plots' pixels. */
export class CurveStore {
  runs: readonly DrawnRun[] = [];
  references: readonly Reference[] = [];
  limits: ReadonlyMap<string, PlotLimits> = new Map();
  window = { from: 0, to: 1 };
  last = 0;
  private pixels = 1;

  clear(): void {
    Object.assign(this, { runs: [], references: [], limits: new Map(), last: 0, window: { from: 0, to: 1 } });
  }

  /** Replaces all runs by a picture; `pixels` is the width for which it was downsampled. */
  show(picture: Picture, pixels: number): void {
    const { from, to } = picture;
    Object.assign(this, { window: { from, to }, last: picture.last, pixels });
    this.limits = new Map(picture.limits.map((one) => [one.plot, one]));
    this.references = picture.references.map(({ x, y, ...reference }) => {
      if (x === undefined || y === undefined) return reference;
      const line = new GrowingCurve();
      line.append(x, y);
      return { ...reference, line };
    });
    this.runs = picture.runs.map(({ thinnedCurves, ...run }) => ({
      ...run,
      lines: new Map(thinnedCurves.map((thinned) => [thinned.curve, lineOf(thinned)])),
    }));
  }

  /** Appends the growth of the runs. */
  grow(growth: CurveGrowth): void {
    this.last = growth.last;
    this.runs = this.runs.map((run) => {
      const grown = growth.runs.find(({ runId }) => runId === run.runId);
      if (grown === undefined) return run;
      const { thinnedCurves, ...facts } = grown;
      const lines = new Map(run.lines);
      for (const thinned of thinnedCurves) lines.set(thinned.curve, this.append(lines.get(thinned.curve), thinned));
      return { ...run, ...facts, lines };
    });
  }

  /** Count of stored points over all runs and curves. */
  get held(): number {
    return this.runs.reduce(
      (sum, { lines }) => sum + [...lines.values()].reduce((own, { raw }) => own + raw.length, 0),
      0,
    );
  }

  private append(line: Line | undefined, thinned: ThinnedCurve): Line {
    if (line === undefined) return lineOf(thinned);
    line.raw.append(thinned.x, thinned.y);
    this.compact(line.raw);
    if (line.smooth !== undefined && thinned.smoothX !== undefined && thinned.smoothY !== undefined) {
      line.smooth.append(thinned.smoothX, thinned.smoothY);
      this.compact(line.smooth);
    }
    return line;
  }

  /** Downsamples by the picture's pixel columns, so that each keeps its true smallest, largest and last point. */
  private compact(curve: GrowingCurve): void {
    if (curve.length <= heldPerPixel * this.pixels) return;
    const { x, y } = curve.view();
    const kept = thin(x, y, { ...this.window, pixels: this.pixels });
    curve.replace(kept.x, kept.y);
  }
}

function lineOf({ x, y, smoothX, smoothY }: ThinnedCurve): Line {
  const raw = new GrowingCurve();
  raw.append(x, y);
  if (smoothX === undefined || smoothY === undefined) return { raw, smooth: undefined };
  const smooth = new GrowingCurve();
  smooth.append(smoothX, smoothY);
  return { raw, smooth };
}
