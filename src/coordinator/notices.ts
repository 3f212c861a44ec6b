import { describePoint } from '../config';
import type { EventWriter, RunEvent } from '../runs';
import type { Job } from './jobs';

/** Notices in the log of a sweep. */
export class Notices {
  private readonly written: Set<string>;

  /** @param known events of earlier attempts, whose notices are not written once more */
  constructor(
    private readonly events: EventWriter,
    known: readonly RunEvent[],
  ) {
    this.written = new Set(known.flatMap((event) => (event.type === 'notice' ? [event.message] : [])));
  }

  write(message: string): void {
    this.events.write({ type: 'notice', message });
  }

  /** Writes a notice, unless this or an earlier attempt has. */
  writeOnce(message: string): void {
    if (this.written.has(message)) return;
    this.written.add(message);
    this.write(message);
  }

  /** Writes which runs train side by side. */
  writeGroup(jobs: readonly Job[]): void {
    const [first, last] = [jobs[0], jobs.at(-1)].map((job) => (job === undefined ? '' : describePoint(job.choice)));
    this.write(
      `${jobs.length} runs train side by side in one process, since they differ in numbers alone: from ${first} to ${last}`,
    );
  }
}
