import type { SourceSplit } from './reader';

/** A split whose rows [count, features] are held in memory. */
export function splitOfRows(rows: Uint8Array | Float32Array, labels: Int32Array): SourceSplit {
  const features = rows.length / Math.max(labels.length, 1);
  return {
    count: labels.length,
    labels,
    gather: (indices) => {
      const taken =
        rows instanceof Uint8Array
          ? new Uint8Array(indices.length * features)
          : new Float32Array(indices.length * features);
      indices.forEach((index, row) =>
        taken.set(rows.subarray(index * features, (index + 1) * features), row * features),
      );
      return taken;
    },
    content: [bytesOf(rows), bytesOf(labels)],
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
