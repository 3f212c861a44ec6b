import { chooseClasses, DataFault, mapSplits, type DataOptions } from '../data-sources';
import type { SourceData, SourceSplit } from './sources/reader';

/**
 * The data with the classes that a config takes, in its order and by its names; examples of others are left out.
 * @throws DataFault that names data.classes where they cannot be taken
 */
export function takeClasses(source: SourceData, written: DataOptions['classes']): SourceData {
  const chosen = chooseClasses(source.classes, written);
  if ('message' in chosen) throw new DataFault(`data.classes: ${chosen.message}`, chosen.hint);
  const { classes, indices } = chosen;
  const isWhole = indices.length === source.classes.length && indices.every((index, place) => index === place);
  if (isWhole) return { ...source, classes };
  const newIndex = new Int32Array(source.classes.length).fill(-1);
  indices.forEach((index, place) => (newIndex[index] = place));
  return { ...source, classes, ...mapSplits<SourceSplit, SourceSplit>(source, (split) => subset(split, newIndex)) };
}

function subset(
  { labels, gather, prefetch, raw, content, isStored, redraw }: SourceSplit,
  newIndex: Int32Array,
): SourceSplit {
  const all = labels.map((_, place) => place);
  const kept = all.filter((place) => (newIndex[labels[place] ?? 0] ?? -1) >= 0);
  if (kept.length === 0) {
    throw new DataFault('data.classes: a split has no example of these classes', 'take more classes');
  }
  const placed = (indices: Int32Array): Int32Array => indices.map((index) => kept[index] ?? 0);
  return {
    count: kept.length,
    places: kept,
    labels: kept.map((place) => newIndex[labels[place] ?? 0] ?? 0),
    gather: (indices) => gather(placed(indices)),
    ...(prefetch && { prefetch: (indices) => prefetch(placed(indices)) }),
    ...(raw && { raw: (indices) => raw(placed(indices)) }),
    ...(redraw && { redraw: (indices, draw) => redraw(placed(indices), draw) }),
    content: [...content, new Uint8Array(kept.buffer, kept.byteOffset, kept.byteLength)],
    ...(isStored !== undefined && { isStored }),
  };
}
