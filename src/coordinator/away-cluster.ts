import { ClusterAway } from '../launchers';

const defaultRetryMs = 5_000;

/** Submissions to a cluster that may not answer: then they are made again after a while. */
export class AwayCluster {
  /** Time of the last submission without an answer; undefined where there was one. */
  private since: number | undefined;

  /** `onAway` is called with the reason of each; `retryMs` is the time between two of them. */
  constructor(
    private readonly onAway: (reason: string) => void,
    private readonly retryMs = defaultRetryMs,
  ) {}

  get isAway(): boolean {
    return this.since !== undefined;
  }

  /** Submits, unless the cluster was asked a moment ago; `wasAway`: the time before it did not answer. Throws what else `submit` throws. */
  async try(submit: (wasAway: boolean) => Promise<void>): Promise<void> {
    if (this.since !== undefined && performance.now() - this.since < this.retryMs) return;
    try {
      await submit(this.isAway);
      this.since = undefined;
    } catch (error) {
      if (!(error instanceof ClusterAway)) throw error;
      this.since = performance.now();
      this.onAway(error.message);
    }
  }
}
