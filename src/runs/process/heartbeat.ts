import path from 'node:path';
import { runFiles } from '../folder/folders';
import { store } from '../folder/store';

/** A run is taken for dead when its heart has not been seen to beat for this long. */
const silenceMs = 15_000;
/** Clocks of two machines differ; a beat of this age still counts before a second one has been seen. */
const clockToleranceMs = 60_000;

/** Says that the run's supervisor lives, for those who cannot see its process. A full disk must not end it. */
export function beat(runFolder: string): void {
  try {
    // In place: a reader that sees a part of it takes that for a beat too.
    store.overwrite(path.join(runFolder, runFiles.heartbeat), String(Date.now()));
  } catch {
    // Whoever judges by it takes the run for lost, until a later beat can be written.
  }
}

/** What was last seen of the hearts of runs elsewhere. */
export class HeartbeatWatch {
  private readonly seen = new Map<string, { readonly beat: string; readonly at: number; readonly isFirst: boolean }>();

  /** Whether a run's heart beats: by the change between looks, and at the first look by the writer's clock. */
  isBeating(runFolder: string, now = performance.now()): boolean {
    const beatNow = readBeat(runFolder);
    const known = this.seen.get(runFolder);
    if (beatNow === undefined) return false;
    if (known?.beat !== beatNow) {
      this.seen.set(runFolder, { beat: beatNow, at: now, isFirst: known === undefined });
      return known !== undefined || isRecent(beatNow);
    }
    return now - known.at < silenceMs && (!known.isFirst || isRecent(beatNow));
  }
}

function isRecent(beatNow: string): boolean {
  return Math.abs(Date.now() - Number(beatNow)) < clockToleranceMs;
}

function readBeat(runFolder: string): string | undefined {
  try {
    const text = store.readText(path.join(runFolder, runFiles.heartbeat));
    return /^\d+$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
