import type { RowPieces } from '../../data-sources';
import type { SourceSplit } from './reader';

type Values = Uint8Array | Float32Array;

/** A split whose rows [count, features] are held in memory, in one piece or in several. */
export function splitOfRows(rows: Values | RowPieces, labels: Int32Array): SourceSplit {
  const { pieces, rowsPerPiece, features } = 'pieces' in rows ? rows : onePiece(rows, labels.length);
  const isBytes = pieces[0] instanceof Uint8Array;
  return {
    count: labels.length,
    labels,
    gather: (indices) => {
      const taken = isBytes ? new Uint8Array(indices.length * features) : new Float32Array(indices.length * features);
      indices.forEach((index, row) => {
        const at = (index % rowsPerPiece) * features;
        const own = pieces[Math.floor(index / rowsPerPiece)]?.subarray(at, at + features);
        if (own !== undefined) taken.set(own, row * features);
      });
      return taken;
    },
    content: [...pieces, labels].map(bytesOf),
  };
}

interface Pieces extends Omit<RowPieces, 'pieces'> {
  readonly pieces: readonly Values[];
}

function onePiece(rows: Values, count: number): Pieces {
  const rowsPerPiece = Math.max(count, 1);
  return { pieces: [rows], rowsPerPiece, features: rows.length / rowsPerPiece };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Values | Int32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
