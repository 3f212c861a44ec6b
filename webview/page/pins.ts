import { maxPins } from '../../src/panel/messages';

/**
 * The runs that are compared with the panel's own, by their ids. A run keeps its place, and with it its colour, until it is
 * unpinned; the next one that is pinned takes the first free place. The panel's own run has place 0.
 */
export class Pins {
  private places: (string | undefined)[] = [];
  private readonly listeners: (() => void)[] = [];

  /** The pinned runs and their places from 1, in the order of the places. */
  list(): { readonly runId: string; readonly place: number }[] {
    return this.places.flatMap((runId, index) => (runId === undefined ? [] : [{ runId, place: index + 1 }]));
  }

  has(runId: string): boolean {
    return this.places.includes(runId);
  }

  /** Pins a run, or takes it off; pinning more than can be drawn apart changes nothing. */
  toggle(runId: string): void {
    const index = this.places.indexOf(runId);
    if (index >= 0) this.places[index] = undefined;
    else {
      const free = this.places.indexOf(undefined);
      if (free < 0 && this.places.length >= maxPins) return;
      this.places[free < 0 ? this.places.length : free] = runId;
    }
    this.tell();
  }

  /** Takes what was kept: ids by place, null where a place is free. */
  restore(places: readonly (string | null)[]): void {
    this.places = places.slice(0, maxPins).map((runId) => runId ?? undefined);
    this.tell();
  }

  /** What `restore` takes. */
  kept(): (string | null)[] {
    return Array.from(this.places, (runId) => runId ?? null);
  }

  /** Calls back after every change. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
