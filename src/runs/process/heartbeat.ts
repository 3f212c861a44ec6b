import path from 'node:path';
import { runFiles } from '../folder/folders';
import { store } from '../store/store';
import { isHeartbeat } from '../protocol/arrival';

/** Time without a heartbeat, in ms, after which a run counts as dead. */
const silenceMs = 15_000;
/** Maximum age in ms of a first heartbeat; it allows for a difference between the clocks of two machines. */
const clockToleranceMs = 60_000;

/** Writes a heartbeat for machines that cannot see the supervisor's process. A full disk must not end the run. */
export function beat(runFolder: string): void {
  try {
    // Overwritten in place: a partly written beat counts as a beat too.
    store.overwrite(path.join(runFolder, runFiles.heartbeat), String(Date.now()));
  } catch {
    // Other machines take the run for lost until a later beat can be written.
  }
}

/** Watches the heartbeats of runs on other machines. */
export class HeartbeatWatch {
  private readonly seen = new Map<string, { readonly beat: string; readonly at: number; readonly isFirst: boolean }>();

  /** Whether a run's heartbeat goes on: it has changed between two looks or, at the first look, is recent by the clock. */
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

/** Time in ms in which a heartbeat that goes on has changed, also where a disk of the network shows it late. */
const changeMs = 10_000;
const lookEveryMs = 250;

/**
 * Whether a run's heartbeat goes on, for who has not looked at it before. One that is not recent by the clock is watched until it changes:
 * the clocks of two machines may differ by minutes.
 */
export async function isFoundBeating(runFolder: string, limitMs = changeMs): Promise<boolean> {
  const watch = new HeartbeatWatch();
  const deadline = performance.now() + limitMs;
  while (!watch.isBeating(runFolder)) {
    if (readBeat(runFolder) === undefined || performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  return true;
}

function isRecent(beatNow: string): boolean {
  return Math.abs(Date.now() - Number(beatNow)) < clockToleranceMs;
}

function readBeat(runFolder: string): string | undefined {
  try {
    const text = store.readSmallText(path.join(runFolder, runFiles.heartbeat));
    return isHeartbeat(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
