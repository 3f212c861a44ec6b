import { ModelFault } from './fault';
import type { FileGraph, FileLayer } from './topology';

/** A segment of a chain of layers: one layer, or a residual block. */
export type ChainSegment =
  | { readonly kind: 'layer'; readonly layer: FileLayer }
  | {
      readonly kind: 'residual';
      /** The two branches that the sum adds, in its order; either may be empty. */
      readonly branches: readonly [readonly FileLayer[], readonly FileLayer[]];
      readonly sum: FileLayer;
    };

const expressible =
  'take a network of layers one after another, with sums around some of them as in a residual network';

/** The layers from a graph's input to its output, in order. Throws ModelFault where they are no chain with residuals. */
export function chainOf(graph: FileGraph): ChainSegment[] {
  const readers = readersOf(graph);
  const segments: ChainSegment[] = [];
  const passed = new Set<string>([graph.input]);
  for (let at = graph.input; at !== graph.output;) {
    const next = readers.get(at) ?? [];
    const segment = next.length === 2 ? residual(next, readers) : single(next, at);
    segments.push(segment);
    at = segment.kind === 'layer' ? segment.layer.name : segment.sum.name;
    if (passed.has(at)) throw new ModelFault(`its layers go round in a circle at '${at}'`, expressible);
    passed.add(at);
  }
  return segments;
}

/** The readers of each layer by its name; one that reads it twice is listed twice. */
function readersOf({ layers }: FileGraph): Map<string, FileLayer[]> {
  const readers = new Map<string, FileLayer[]>();
  for (const layer of layers.values()) {
    for (const name of layer.from) {
      const known = readers.get(name);
      if (known === undefined) readers.set(name, [layer]);
      else known.push(layer);
    }
  }
  return readers;
}

function single([only, ...others]: readonly FileLayer[], at: string): ChainSegment {
  if (only === undefined) throw new ModelFault(`the layer '${at}' leads nowhere`, expressible);
  if (others.length > 0) throw new ModelFault(`${others.length + 1} layers read '${at}'`, expressible);
  if (only.from.length !== 1) throw new ModelFault(`${only.place} joins what did not split in two`, expressible);
  return { kind: 'layer', layer: only };
}

function residual(next: readonly FileLayer[], readers: ReadonlyMap<string, FileLayer[]>): ChainSegment {
  const [one, other] = next.map((layer) => branchToSum(layer, readers));
  if (one === undefined || other === undefined || one.sum !== other.sum || one.sum.from.length !== 2) {
    const where = next.map(({ place }) => place).join(' and ');
    throw new ModelFault(`what splits into ${where} does not meet again in one sum of two`, expressible);
  }
  const isFirst = (one.branch.at(-1)?.name ?? '') === one.sum.from[0];
  return {
    kind: 'residual',
    branches: isFirst ? [one.branch, other.branch] : [other.branch, one.branch],
    sum: one.sum,
  };
}

function branchToSum(
  start: FileLayer,
  readers: ReadonlyMap<string, FileLayer[]>,
): { readonly branch: readonly FileLayer[]; readonly sum: FileLayer } {
  const branch = new Set<FileLayer>();
  for (let layer = start; ;) {
    if (layer.className === 'Add') return { branch: [...branch], sum: layer };
    const [next, ...others] = readers.get(layer.name) ?? [];
    const isPlain = layer.from.length === 1 && !branch.has(layer);
    if (next === undefined || others.length > 0 || !isPlain) {
      throw new ModelFault(`${layer.place} does not lead to a sum in one line`, expressible);
    }
    branch.add(layer);
    layer = next;
  }
}
