/**
 * Asynchronous work, one piece after the other. Two runs in WebAssembly share one stack, whose top each of them remembers before
 * it waits for its inputs and sets back when it is done.
 */
export class SerialQueue {
  private last: Promise<unknown> = Promise.resolve();

  /** Does the work once all that was added before is done, failed or not. */
  add<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}
