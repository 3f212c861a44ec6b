import { shuffledIndices, streams } from '../random';

/**
 * An order of examples from which splits are cut one after the other. Stratified, each stretch of it has the classes in
 * their shares, to one example: the k-th of n examples of a class stands at (k − ½)/n of the whole.
 */
export function holdOutOrder(labels: Int32Array, kind: 'random' | 'stratified'): Int32Array {
  const shuffled = shuffledIndices(labels.length, streams.split);
  if (kind === 'random') return shuffled;
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const seen = new Map<number, number>();
  const place = new Float64Array(labels.length);
  const rank = new Int32Array(labels.length);
  shuffled.forEach((index, turn) => {
    const label = labels[index] ?? 0;
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    place[index] = (before + 0.5) / (counts.get(label) ?? 1);
    rank[index] = turn;
  });
  const difference = (one: number, other: number): number =>
    (place[one] ?? 0) - (place[other] ?? 0) || (rank[one] ?? 0) - (rank[other] ?? 0);
  return shuffled.sort(difference);
}
