/** Times in ms: a look begins `delayMs` after the last wish for it, and `maxDelayMs` after the first one at the latest. */
export interface Delays {
  readonly delayMs: number;
  readonly maxDelayMs: number;
}

interface Timers {
  /** Set anew with each wish. */
  delay: NodeJS.Timeout;
  /** Set with the first wish: a stream of them, as while a run writes files, puts a look off no longer. */
  readonly latest: NodeJS.Timeout;
}

/** Looks at things a little after they were wished for. Looks at one thing never overlap: what is found later counts. */
export class DelayedLooks<Thing> {
  private readonly waiting = new Map<Thing, Timers>();
  private readonly looking = new Set<Thing>();
  /** Things whose look came to be due while one was under way. */
  private readonly due = new Set<Thing>();

  constructor(
    private readonly look: (thing: Thing) => Promise<void>,
    private readonly delays: Delays,
  ) {}

  /** Wishes for a look. */
  wish(thing: Thing): void {
    const begin = (): void => {
      this.begin(thing);
    };
    const timers = this.waiting.get(thing);
    clearTimeout(timers?.delay);
    const delay = setTimeout(begin, this.delays.delayMs);
    if (timers === undefined) {
      this.waiting.set(thing, { delay, latest: setTimeout(begin, this.delays.maxDelayMs) });
    } else timers.delay = delay;
  }

  /** Drops the looks that have not begun. */
  forget(thing: Thing): void {
    const timers = this.waiting.get(thing);
    clearTimeout(timers?.delay);
    clearTimeout(timers?.latest);
    this.waiting.delete(thing);
    this.due.delete(thing);
  }

  dispose(): void {
    for (const thing of [...this.waiting.keys(), ...this.due]) this.forget(thing);
  }

  private begin(thing: Thing): void {
    this.forget(thing);
    if (this.looking.has(thing)) this.due.add(thing);
    else void this.perform(thing);
  }

  private async perform(thing: Thing): Promise<void> {
    this.looking.add(thing);
    try {
      do {
        this.due.delete(thing);
        await this.look(thing);
      } while (this.due.has(thing));
    } finally {
      this.looking.delete(thing);
    }
  }
}
