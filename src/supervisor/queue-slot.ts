import path from 'node:path';
import {
  compareTickets,
  leaveQueue,
  readQueueEntries,
  readRunsAtATime,
  writeQueueEntry,
  type Owner,
  type QueueEntry,
} from '../runs';

const pollMs = 250;
/** Pause in ms while another run draws its ticket. */
const drawingMs = 10;

/** A slot among the training runs of a workspace: one of its queue, or `noSlot`. */
export type RunSlot = Pick<QueueSlot, 'enter' | 'wait' | 'own' | 'leave'>;

/** The slot of a program that trains nothing and waits for nobody. */
export const noSlot: RunSlot = {
  enter: () => undefined,
  wait: () => Promise.resolve(true),
  own: () => undefined,
  leave: () => undefined,
};

/**
 * Slot of a run in the queue of its workspace. The queue is Lamport's bakery algorithm, which needs no lock, so that a crash
 * leaves none behind: a run writes an entry without a ticket, draws the ticket after the highest, and starts when no other run
 * is drawing, none with a lower ticket waits, and fewer runs than the limit are running. Entries of dead processes do not count.
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

  /** Takes the slot if it is free; false while other runs are ahead. */
  take(): boolean {
    const others = this.others();
    const isBehind = others.some((other) => !other.isRunning && compareTickets(other, this.entry) < 0);
    const running = others.filter(({ isRunning }) => isRunning).length;
    if (this.isDrawing(others) || isBehind || running >= readRunsAtATime(this.folderOfRuns)) return false;
    this.write({ isRunning: true });
    return true;
  }

  /**
   * Waits until the slot is taken; resolves with false when `isCancelled` returns true first. `onWait` is called once, unless
   * the slot is free at once.
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

  /** Writes the trainer's pid into the entry, so that the entry stays valid if the supervisor dies before the trainer. */
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
    return readQueueEntries(this.folderOfRuns).filter(({ id }) => id !== this.entry.id);
  }

  private write(changes: Partial<QueueEntry>): void {
    this.entry = { ...this.entry, ...changes };
    writeQueueEntry(this.folderOfRuns, this.entry);
  }
}
