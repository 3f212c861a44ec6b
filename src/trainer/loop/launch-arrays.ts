/**
 * Arrays for the images of batches, or for their labels. Those of one launch lie behind one another in one piece of memory, which an
 * engine takes as the input of all its steps without a copy; pieces are used again, since allocating them takes longer than filling them.
 */
export class LaunchArrays {
  private readonly free: Float32Array[] = [];
  /** Pieces of the launches that are not done, in their order. */
  private readonly used: Float32Array[] = [];
  private ready: Float32Array[] = [];

  /** @param size numbers of the array of a batch */
  constructor(private readonly size: number) {}

  /** Makes arrays ready for the batches of the next launch. */
  begin(count: number): void {
    const place = this.free.findIndex(({ length }) => length >= count * this.size);
    // Pieces that are too small now will be so again: launches grow until it is known how long a step takes.
    const [piece = new Float32Array(count * this.size)] = place < 0 ? [] : this.free.splice(place, 1);
    if (place < 0) this.free.length = 0;
    this.used.push(piece);
    const starts = Array.from({ length: count }, (_, index) => index * this.size);
    this.ready = starts.map((start) => piece.subarray(start, start + this.size));
  }

  /** The array of the next batch of the launch. */
  next(): Float32Array | undefined {
    return this.ready.shift();
  }

  /** Takes the arrays of the first launch that is not done back: they are written over by those of a coming one. */
  release(): void {
    const piece = this.used.shift();
    if (piece !== undefined) this.free.push(piece);
  }
}
