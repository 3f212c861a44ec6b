import { ModelFault } from '../../model-files/layers-model/fault';
import type { FileGraph, FileLayer } from '../../model-files/layers-model/topology';

/** A stretch of a network: one layer, or what goes around a sum. */
export type Stretch =
  | { readonly kind: 'layer'; readonly layer: FileLayer }
  | {
      readonly kind: 'residual';
      /** The two ways from what splits to the sum, in the sum's order; either may be empty. */
      readonly ways: readonly [readonly FileLayer[], readonly FileLayer[]];
      readonly sum: FileLayer;
    };

const expressible =
  'take a network of layers one after another, with sums around some of them as in a residual network';

/** The layers from a graph's input to its output, in order. Throws ModelFault where they are no chain with residuals. */
export function chainOf(graph: FileGraph): Stretch[] {
  const readers = readersOf(graph);
  const stretches: Stretch[] = [];
  const passed = new Set<string>([graph.input]);
  for (let at = graph.input; at !== graph.output;) {
    const next = readers.get(at) ?? [];
    const stretch = next.length === 2 ? residual(next, readers) : single(next, at);
    stretches.push(stretch);
    at = stretch.kind === 'layer' ? stretch.layer.name : stretch.sum.name;
    if (passed.has(at)) throw new ModelFault(`its layers go round in a circle at '${at}'`, expressible);
    passed.add(at);
  }
  return stretches;
}

/** By name of a layer, who reads it; who reads it twice is there twice. */
function readersOf({ layers }: FileGraph): Map<string, FileLayer[]> {
  const readers = new Map<string, FileLayer[]>();
  for (const layer of layers.values()) {
    for (const name of layer.from) readers.set(name, [...(readers.get(name) ?? []), layer]);
  }
  return readers;
}

function single([only, ...others]: readonly FileLayer[], at: string): Stretch {
  if (only === undefined) throw new ModelFault(`the layer '${at}' leads nowhere`, expressible);
  if (others.length > 0) throw new ModelFault(`${others.length + 1} layers read '${at}'`, expressible);
  if (only.from.length !== 1) throw new ModelFault(`${only.place} joins what did not split in two`, expressible);
  return { kind: 'layer', layer: only };
}

function residual(next: readonly FileLayer[], readers: ReadonlyMap<string, FileLayer[]>): Stretch {
  const [one, other] = next.map((layer) => wayToSum(layer, readers));
  if (one === undefined || other === undefined || one.sum !== other.sum || one.sum.from.length !== 2) {
    const where = next.map(({ place }) => place).join(' and ');
    throw new ModelFault(`what splits into ${where} does not meet again in one sum of two`, expressible);
  }
  const isFirst = (one.way.at(-1)?.name ?? '') === one.sum.from[0];
  return { kind: 'residual', ways: isFirst ? [one.way, other.way] : [other.way, one.way], sum: one.sum };
}

function wayToSum(
  start: FileLayer,
  readers: ReadonlyMap<string, FileLayer[]>,
): { readonly way: readonly FileLayer[]; readonly sum: FileLayer } {
  const way = new Set<FileLayer>();
  for (let layer = start; ;) {
    if (layer.className === 'Add') return { way: [...way], sum: layer };
    const [next, ...others] = readers.get(layer.name) ?? [];
    const isPlain = layer.from.length === 1 && !way.has(layer);
    if (next === undefined || others.length > 0 || !isPlain) {
      throw new ModelFault(`${layer.place} does not lead to a sum in one line`, expressible);
    }
    way.add(layer);
    layer = next;
  }
}
