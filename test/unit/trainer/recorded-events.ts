import type { EventWriter, NewEvent } from '../../../src/runs';

/** A log that puts its events into a list. */
export function recordInto(events: NewEvent[]): EventWriter {
  return {
    write: (event) => void events.push(event),
    writeAll: (several) => void events.push(...several),
    close: () => undefined,
  };
}
