import { GrowingCurve, thin, type CurveName } from '../../src/curves';
import type { CurveGrowth, Picture, PlotLimits, RunPicture, Strand } from '../../src/panel/messages';

/** So many times the points that can be seen are held before they are thinned again. */
const heldPerPixel = 12;

/** The points of one curve of one run, as far as they can be seen. */
export interface Line {
  readonly raw: GrowingCurve;
  readonly smooth: GrowingCurve | undefined;
}

/** A run as it is drawn. */
export interface DrawnRun extends Omit<RunPicture, 'strands'> {
  readonly lines: ReadonlyMap<CurveName, Line>;
}

/** What the panel holds of its runs: the newest picture and what grew since. It is bounded by what can be seen. */
export class CurveStore {
  runs: readonly DrawnRun[] = [];
  limits: ReadonlyMap<string, PlotLimits> = new Map();
  window = { from: 0, to: 1 };
  last = 0;
  private pixels = 1;

  clear(): void {
    Object.assign(this, { runs: [], limits: new Map(), last: 0, window: { from: 0, to: 1 } });
  }

  /** Takes a whole picture, drawn for so many pixels. */
  show(picture: Picture, pixels: number): void {
    const { from, to } = picture;
    Object.assign(this, { window: { from, to }, last: picture.last, pixels });
    this.limits = new Map(picture.limits.map((one) => [one.plot, one]));
    this.runs = picture.runs.map(({ strands, ...run }) => ({
      ...run,
      lines: new Map(strands.map((strand) => [strand.curve, lineOf(strand)])),
    }));
  }

  /** Appends what grew. */
  grow(growth: CurveGrowth): void {
    this.last = growth.last;
    this.runs = this.runs.map((run) => {
      const grown = growth.runs.find(({ runId }) => runId === run.runId);
      if (grown === undefined) return run;
      const { strands, ...facts } = grown;
      const lines = new Map(run.lines);
      for (const strand of strands) lines.set(strand.curve, this.append(lines.get(strand.curve), strand));
      return { ...run, ...facts, lines };
    });
  }

  /** How many points are held, over all runs and curves. */
  get held(): number {
    return this.runs.reduce(
      (sum, { lines }) => sum + [...lines.values()].reduce((own, { raw }) => own + raw.length, 0),
      0,
    );
  }

  private append(line: Line | undefined, strand: Strand): Line {
    if (line === undefined) return lineOf(strand);
    line.raw.append(strand.x, strand.y);
    this.compact(line.raw);
    if (line.smooth !== undefined && strand.smoothX !== undefined && strand.smoothY !== undefined) {
      line.smooth.append(strand.smoothX, strand.smoothY);
      this.compact(line.smooth);
    }
    return line;
  }

  /** Thins over the columns of the picture, so that each keeps its true smallest, largest and last point. */
  private compact(curve: GrowingCurve): void {
    if (curve.length <= heldPerPixel * this.pixels) return;
    const { x, y } = curve.view();
    const kept = thin(x, y, { ...this.window, pixels: this.pixels });
    curve.replace(kept.x, kept.y);
  }
}

function lineOf({ x, y, smoothX, smoothY }: Strand): Line {
  const raw = new GrowingCurve();
  raw.append(x, y);
  if (smoothX === undefined || smoothY === undefined) return { raw, smooth: undefined };
  const smooth = new GrowingCurve();
  smooth.append(smoothX, smoothY);
  return { raw, smooth };
}
