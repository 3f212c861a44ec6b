import path from 'node:path';
import { byTicket, leaveQueue, readPlaces, readRunsAtATime, writePlace, type Owner, type QueueEntry } from '../runs';

const pollMs = 250;
/** While somebody draws a number; that takes a moment. */
const drawingMs = 10;

/**
 * A run's place in the line of its workspace, which needs no lock and so none can be left behind: Lamport's bakery. A
 * run says that it draws, draws the number after the highest, and begins when nobody draws, nobody with a lower number
 * waits, and fewer runs than allowed are at work. The places of dead processes count for nothing.
 */
export class QueueSlot {
  private readonly folderOfRuns: string;
  private place: QueueEntry;

  constructor(runFolder: string, owner: Owner) {
    this.folderOfRuns = path.dirname(runFolder);
    this.place = { id: path.basename(runFolder), owner, isRunning: false };
  }

  /** Draws the number. Throws the file system's error. */
  enter(): void {
    this.write({});
    const highest = Math.max(0, ...this.others().map(({ ticket }) => ticket ?? 0));
    this.write({ ticket: highest + 1 });
  }

  /** Takes the turn when it has come; false while others are before. */
  take(): boolean {
    const others = this.others();
    const isBehind = others.some((other) => !other.isRunning && byTicket(other, this.place) < 0);
    const running = others.filter(({ isRunning }) => isRunning).length;
    if (this.isDrawing(others) || isBehind || running >= readRunsAtATime(this.folderOfRuns)) return false;
    this.write({ isRunning: true });
    return true;
  }

  /** Waits for the turn, or until `isCancelled`; gives whether it has come. `onWait` is told once, when it has not at once. */
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

  /** Lets others see the trainer, which holds the place should this process die before it. */
  own(owner: Owner): void {
    this.write({ owner });
  }

  leave(): void {
    leaveQueue(this.folderOfRuns, this.place.id);
  }

  private isDrawing(others: readonly QueueEntry[]): boolean {
    return others.some(({ ticket }) => ticket === undefined);
  }

  private others(): QueueEntry[] {
    return readPlaces(this.folderOfRuns).filter(({ id }) => id !== this.place.id);
  }

  private write(changes: Partial<QueueEntry>): void {
    this.place = { ...this.place, ...changes };
    writePlace(this.folderOfRuns, this.place);
  }
}
