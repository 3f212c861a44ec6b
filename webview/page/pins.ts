import { maxPins } from '../../src/panel/messages';

/**
 * Pinned runs: those compared with the panel's own, by id. A run keeps its slot, and with it its colour, until it is
 * unpinned; a new one takes the first free slot. The panel's own run has slot 0.
 */
export class Pins {
  private slots: (string | undefined)[] = [];
  private readonly listeners: (() => void)[] = [];

  /** The pinned runs in the order of their slots, which count from 1. */
  list(): { readonly runId: string; readonly slot: number }[] {
    return this.slots.flatMap((runId, index) => (runId === undefined ? [] : [{ runId, slot: index + 1 }]));
  }

  has(runId: string): boolean {
    return this.slots.includes(runId);
  }

  /** Pins or unpins a run; at most `maxPins` are pinned. */
  toggle(runId: string): void {
    const index = this.slots.indexOf(runId);
    if (index >= 0) this.slots[index] = undefined;
    else {
      const free = this.slots.indexOf(undefined);
      if (free < 0 && this.slots.length >= maxPins) return;
      this.slots[free < 0 ? this.slots.length : free] = runId;
    }
    this.notify();
  }

  /** Restores saved pins: ids by slot, null for a free slot. */
  restore(slots: readonly (string | null)[]): void {
    this.slots = slots.slice(0, maxPins).map((runId) => runId ?? undefined);
    this.notify();
  }

  /** The pins to save, as `restore` takes them. */
  saved(): (string | null)[] {
    return Array.from(this.slots, (runId) => runId ?? null);
  }

  /** Registers a callback for changes. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}
