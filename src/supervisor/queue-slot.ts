import path from 'node:path';
import { byTicket, leaveQueue, readPlaces, readRunsAtATime, writePlace, type Owner, type QueueEntry } from '../runs';

const pollMs = 250;
/** Pause while another run draws its ticket, which takes a moment. */
const drawingMs = 10;

/**
 * A run's slot in the queue of its workspace. The queue is Lamport's bakery, which needs no lock, so that a crash leaves
 * none behind: a run announces that it draws a ticket, draws the one after the highest, and begins when no other run draws,
 * none with a lower ticket waits, and fewer runs than allowed are at work. Entries of dead processes do not count.
 */
export class QueueSlot {
  private readonly folderOfRuns: string;
  private entry: QueueEntry;

  constructor(runFolder: string, owner: Owner) {
    this.folderOfRuns = path.dirname(runFolder);
    this.entry = { id: path.basename(runFolder), owner, isRunning: false };
  }

  /** Draws a ticket. Throws the file system's error. */
  enter(): void {
    this.write({});
    const highest = Math.max(0, ...this.others().map(({ ticket }) => ticket ?? 0));
    this.write({ ticket: highest + 1 });
  }

  /** Takes the slot; false while other runs go before. */
  take(): boolean {
    const others = this.others();
    const isBehind = others.some((other) => !other.isRunning && byTicket(other, this.entry) < 0);
    const running = others.filter(({ isRunning }) => isRunning).length;
    if (this.isDrawing(others) || isBehind || running >= readRunsAtATime(this.folderOfRuns)) return false;
    this.write({ isRunning: true });
    return true;
  }

  /**
   * Waits until the slot is taken; false when `isCancelled` comes first. `onWait` is called once, unless the slot is free
   * from the beginning.
   */
  async wait(isCancelled: () => boolean, onWait: () => void): Promise<boolean> {
    for (let isFirst = true; !this.take();) {
      const isDrawing = this.isDrawing(this.others());
      if (isFirst && !isDrawing) {
        isFirst = false;
        onWait();
      }
      if (isCancelled()) return false;
      await new Promise((resolve) => setTimeout(resolve, isDrawing ? drawingMs : pollMs));
    }
    return true;
  }

  /** Names the trainer in the entry, which holds the slot should this process die before it. */
  own(owner: Owner): void {
    this.write({ owner });
  }

  leave(): void {
    leaveQueue(this.folderOfRuns, this.entry.id);
  }

  private isDrawing(others: readonly QueueEntry[]): boolean {
    return others.some(({ ticket }) => ticket === undefined);
  }

  private others(): QueueEntry[] {
    return readPlaces(this.folderOfRuns).filter(({ id }) => id !== this.entry.id);
  }

  private write(changes: Partial<QueueEntry>): void {
    this.entry = { ...this.entry, ...changes };
    writePlace(this.folderOfRuns, this.entry);
  }
}
