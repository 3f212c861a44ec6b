/** A column of numbers of either precision. */
export type Numbers = Float32Array | Float64Array;

/** A curve that grows: two columns that double their room, so that an append costs what it brings. */
export class GrowingCurve {
  private places = new Float64Array(256);
  private numbers = new Float32Array(256);
  private used = 0;

  /** Forgets all points. */
  clear(): void {
    this.used = 0;
  }

  /** Appends points of ascending places; earlier ones at the first place and after it are superseded. */
  append(x: Numbers, y: Numbers): void {
    const first = x[0];
    if (first === undefined) return;
    this.used = lowerBound(this.places, first, this.used);
    this.makeRoom(this.used + x.length);
    this.places.set(x, this.used);
    this.numbers.set(y, this.used);
    this.used += x.length;
  }

  /** Puts other points in the place of all. */
  replace(x: Numbers, y: Numbers): void {
    this.used = 0;
    this.append(x, y);
  }

  get length(): number {
    return this.used;
  }

  /** The newest value; NaN when there is none. */
  get last(): number {
    return this.used === 0 ? Number.NaN : (this.numbers[this.used - 1] ?? Number.NaN);
  }

  /** The value at a place, or at the newest place before it; NaN when there is none. */
  at(place: number): number {
    const index = lowerBound(this.places, place, this.used);
    const chosen = this.places[index] === place && index < this.used ? index : index - 1;
    return chosen < 0 ? Number.NaN : (this.numbers[chosen] ?? Number.NaN);
  }

  /** The points as they are now; views that the next append may overwrite. */
  view(): { readonly x: Float64Array; readonly y: Float32Array } {
    return { x: this.places.subarray(0, this.used), y: this.numbers.subarray(0, this.used) };
  }

  private makeRoom(count: number): void {
    if (count <= this.places.length) return;
    const room = 2 ** Math.ceil(Math.log2(count));
    const places = new Float64Array(room);
    places.set(this.places.subarray(0, this.used));
    this.places = places;
    const numbers = new Float32Array(room);
    numbers.set(this.numbers.subarray(0, this.used));
    this.numbers = numbers;
  }
}

/** The first index of an ascending column, among its first `count`, whose number is at least `limit`; `count` when none is. */
export function lowerBound(sorted: Numbers, limit: number, count = sorted.length): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
