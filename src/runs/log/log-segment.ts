import type { RunEvent, StepEvent } from '../protocol/schemas/events';
import { seriesKey, StepTable, type StepColumns } from './step-columns';

/**
 * A segment of a log whose steps ascend in every training: all events but steps, the steps that stand before one of them or
 * end the segment, and all steps as columns. What follows from `events` in their order follows from the whole segment, as
 * far as only a training's newest step counts.
 */
export class LogSegment {
  lines = 0;
  badLines = 0;
  lastSeq = 0;
  private readonly events: RunEvent[] = [];
  private readonly tables = new Map<string, StepTable>();
  /** The newest step of what is recorded, by series. */
  private readonly reached = new Map<string, number>();
  private lastStep: StepEvent | undefined;

  /** `wanted`: the columns to gather; all when absent, and none of the steps when it is empty. */
  constructor(private readonly wanted?: ReadonlySet<string>) {}

  /** Whether the event goes on from what is here; a step at or before an earlier record begins another segment. */
  goesOnWith(event: RunEvent | undefined): boolean {
    return event?.type !== 'step' || event.step > (this.reached.get(seriesKey(event)) ?? -Infinity);
  }

  /** Takes a line; undefined is one that could not be read. */
  add(event: RunEvent | undefined): void {
    this.lines += 1;
    if (event === undefined) {
      this.badLines += 1;
      return;
    }
    this.lastSeq = Math.max(this.lastSeq, event.seq);
    if (event.type === 'step') this.addStep(event);
    else this.addOther(event);
  }

  private addOther(event: Exclude<RunEvent, StepEvent>): void {
    this.flushStep();
    this.events.push(event);
    if (event.type === 'evaluation') this.reach(seriesKey(event), event.step);
  }

  /** The segment's events and step columns. */
  finish(): { readonly events: readonly RunEvent[]; readonly steps: readonly StepColumns[] } {
    this.flushStep();
    return { events: this.events, steps: [...this.tables.values()].map((table) => table.finish()) };
  }

  private addStep(event: StepEvent): void {
    const key = seriesKey(event);
    if (this.lastStep !== undefined && seriesKey(this.lastStep) !== key) this.flushStep();
    this.lastStep = event;
    this.reach(key, event.step);
    if (this.wanted?.size === 0) return;
    let table = this.tables.get(key);
    if (table === undefined) {
      table = new StepTable(event, this.wanted);
      this.tables.set(key, table);
    }
    table.add(event);
  }

  private reach(key: string, step: number): void {
    this.reached.set(key, Math.max(step, this.reached.get(key) ?? -Infinity));
  }

  private flushStep(): void {
    if (this.lastStep !== undefined) this.events.push(this.lastStep);
    this.lastStep = undefined;
  }
}
