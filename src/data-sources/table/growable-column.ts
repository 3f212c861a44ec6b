/** Arrays that values are kept in. */
type Piece = Float32Array | Float64Array | Int16Array;

/** Values of a full piece, as a power of two. */
const pieceBits = 16;
export const pieceLength = 1 << pieceBits;
/** Values of the first piece before it grows: a table may have many columns and few rows. */
const firstLength = 64;

/**
 * Values of a column, one behind the other. They lie in pieces, so that nothing is copied when more come, and memory can be
 * given back before all have been read.
 */
export class GrowableColumn {
  private readonly pieces: Piece[] = [];
  private count = 0;
  private released = 0;

  /** @param Kind array of the values, which rounds them */
  constructor(private readonly Kind: new (length: number) => Piece) {}

  get length(): number {
    return this.count;
  }

  push(value: number): void {
    const index = this.count >>> pieceBits;
    const place = this.count & (pieceLength - 1);
    let piece = this.pieces[index];
    if (piece === undefined || place === piece.length) piece = this.grow(index, piece);
    piece[place] = value;
    this.count += 1;
  }

  /** The value in a row; NaN where there is none. */
  at(row: number): number {
    return this.pieces[row >>> pieceBits]?.[row & (pieceLength - 1)] ?? Number.NaN;
  }

  /** Gives back the full pieces whose rows are all before this one; they are not to be read again. */
  release(row: number): Piece[] {
    const released = this.pieces.slice(this.released, row >>> pieceBits);
    this.pieces.fill(new this.Kind(0), this.released, this.released + released.length);
    this.released += released.length;
    return released;
  }

  private grow(index: number, before: Piece | undefined): Piece {
    const length = index > 0 ? pieceLength : before === undefined ? firstLength : 4 * before.length;
    const piece = new this.Kind(Math.min(length, pieceLength));
    if (before !== undefined) piece.set(before);
    this.pieces[index] = piece;
    return piece;
  }
}
