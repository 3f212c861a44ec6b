import type { ParsedConfig } from '../check/parse';
import { nodeAt, type Range } from '../text/tree';

export interface LensAnchor extends Range {
  readonly kind: 'run' | 'temperature';
  readonly strategy?: string;
}

/** Where lenses stand: `run` at the first key, `temperature` at its key. */
export function lensAnchors(parsed: ParsedConfig): LensAnchor[] {
  const { root } = parsed;
  const first = root?.kind === 'map' ? root.entries[0]?.keyRange : undefined;
  if (!first) return [];
  const found = nodeAt(root, ['temperature']);
  const strategy = nodeAt(root, ['temperature', 'strategy'])?.node;
  const name = strategy?.kind === 'scalar' ? String(strategy.value) : 'constant';
  const run: LensAnchor = { kind: 'run', start: first.start, end: first.end };
  if (!found?.keyRange) return [run];
  return [run, { kind: 'temperature', start: found.keyRange.start, end: found.keyRange.end, strategy: name }];
}
