import { PictureFault } from '../picture-fault';

/**
 * Undoes the filters of `rows` rows that begin at `offset`, in place (ISO/IEC 15948, 9). A row is a filter's number and
 * `rowBytes` bytes; `step` is the distance to the same sample of the pixel to the left.
 */
export function unfilter(bytes: Uint8Array, offset: number, rows: number, rowBytes: number, step: number): void {
  for (let row = 0; row < rows; row += 1) {
    const start = offset + row * (rowBytes + 1) + 1;
    const filter = bytes[start - 1] ?? 0;
    const line = bytes.subarray(start, start + rowBytes);
    const above = row === 0 ? new Uint8Array(rowBytes) : bytes.subarray(start - rowBytes - 1, start - 1);
    unfilterRow(filter, line, above, step);
  }
}

function unfilterRow(filter: number, line: Uint8Array, above: Uint8Array, step: number): void {
  const at = (row: Uint8Array, index: number): number => row[index] ?? 0;
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let x = step; x < line.length; x += 1) line[x] = at(line, x) + at(line, x - step);
      return;
    case 2:
      for (let x = 0; x < line.length; x += 1) line[x] = at(line, x) + at(above, x);
      return;
    case 3:
      for (let x = 0; x < line.length; x += 1) {
        const left = x < step ? 0 : at(line, x - step);
        line[x] = at(line, x) + ((left + at(above, x)) >> 1);
      }
      return;
    case 4:
      for (let x = 0; x < line.length; x += 1) {
        const [left, corner] = x < step ? [0, 0] : [at(line, x - step), at(above, x - step)];
        line[x] = at(line, x) + paeth(left, at(above, x), corner);
      }
      return;
    default:
      throw new PictureFault(`is a damaged png: filter ${filter}`);
  }
}

/** The neighbour that is nearest to left + above − corner. */
function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [toLeft, toAbove, toCorner] = [
    Math.abs(estimate - left),
    Math.abs(estimate - above),
    Math.abs(estimate - corner),
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
