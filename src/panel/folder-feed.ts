import { pauseBetweenLooks, store } from '../runs';

/** Words and times of a feed. */
interface FeedOptions {
  /** Milliseconds until the next look at a folder that could not be read. */
  readonly retryMs: number;
  /** First part of the sentence about a folder that cannot be read, such as `The run's log cannot be read`. */
  readonly unreadable: string;
}

/**
 * Feed of a run folder to its page: looks at the folder again and again and sends what has changed, until stopped. `Reading` is
 * the state between start and stop; a new start replaces it, so that a pending look of the old one sends nothing.
 */
export abstract class FolderFeed<Reading extends object> {
  private current: Reading | undefined;
  private timer: NodeJS.Timeout | undefined;
  private notice = '';

  constructor(
    protected readonly runFolder: string,
    private readonly options: FeedOptions,
  ) {}

  /** Whether the feed is started. */
  get isRunning(): boolean {
    return this.current !== undefined;
  }

  /** Sends everything and starts to poll. A second start replaces the first. */
  async start(): Promise<void> {
    this.stop();
    const reading = this.begin();
    this.current = reading;
    this.notice = '';
    await this.follow(reading);
  }

  /** Stops polling; a message that was already posted may still arrive. */
  stop(): void {
    clearTimeout(this.timer);
    this.current = undefined;
  }

  /** State of a new start. */
  protected abstract begin(): Reading;

  /** Sends what has changed. Gives the milliseconds until the next look, and throws for a file that cannot be read. */
  protected abstract sendChanges(reading: Reading): Promise<number>;

  /** Sends that the run folder has been deleted. */
  protected abstract sendGone(): PromiseLike<unknown>;

  /** Sends a problem in reading the folder; an empty text clears an earlier one. */
  protected abstract sendNotice(message: string): PromiseLike<unknown>;

  protected isCurrent(reading: Reading): boolean {
    return this.current === reading;
  }

  /** Looks once and schedules the next look. */
  private async follow(reading: Reading): Promise<void> {
    let waitMs = this.options.retryMs;
    let notice = '';
    try {
      if (!store.hasFolder(this.runFolder)) {
        await this.sendGone();
        if (this.isCurrent(reading)) this.stop();
        return;
      }
      waitMs = await this.sendChanges(reading);
    } catch (error) {
      notice = `${this.options.unreadable}: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (!this.isCurrent(reading)) return;
    if (notice !== this.notice) {
      this.notice = notice;
      await this.sendNotice(notice);
    }
    const pauseMs = pauseBetweenLooks(this.runFolder, waitMs);
    if (this.isCurrent(reading)) this.timer = setTimeout(() => void this.follow(reading), pauseMs);
  }
}
