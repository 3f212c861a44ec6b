/** Rows as a network sees them: bytes of 0…255 as numbers of 0…1, other numbers as they are. */
export function normalize(rows: Uint8Array | Float32Array): Float32Array {
  if (rows instanceof Float32Array) return rows;
  const scaled = new Float32Array(rows.length);
  for (let place = 0; place < rows.length; place += 1) scaled[place] = (rows[place] ?? 0) / 255;
  return scaled;
}
