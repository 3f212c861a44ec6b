import type { ParsedConfig } from '../check/parse';
import type { Range } from '../problems/problem';
import type { Entry, TreeNode } from '../text/tree';
import { truncate } from '../../wording';

/** A part of a config for the editor's outline. */
export interface OutlineItem extends Range {
  readonly name: string;
  /** Its value in short. */
  readonly detail: string;
  readonly kind: 'map' | 'list' | 'number' | 'truth' | 'text';
  /** The place of its name. */
  readonly nameRange: Range;
  readonly children: readonly OutlineItem[];
}

/** All keys and items of a config as a tree, whatever is wrong with it. */
export function outlineOf({ root }: ParsedConfig): OutlineItem[] {
  return root ? childrenOf(root) : [];
}

function childrenOf(node: TreeNode): OutlineItem[] {
  switch (node.kind) {
    case 'map':
      return node.entries.map(itemOf);
    case 'list':
      // Numbers in a row say nothing by themselves; a layer or a teacher does.
      return node.items.flatMap((item, index) => (item.kind === 'map' ? [listItem(item, index)] : []));
    case 'scalar':
      return [];
  }
}

function itemOf({ key, keyRange, node }: Entry): OutlineItem {
  const end = Math.max(keyRange.end, node.end);
  return {
    name: key,
    detail: detailOf(node),
    kind: kindOf(node),
    start: keyRange.start,
    end,
    nameRange: keyRange,
    children: childrenOf(node),
  };
}

const naming = ['name', 'type'] as const;

function listItem(node: Extract<TreeNode, { kind: 'map' }>, index: number): OutlineItem {
  const entry = naming.map((key) => node.entries.find((one) => one.key === key)).find((one) => one !== undefined);
  const named = entry?.node.kind === 'scalar' ? wordOf(entry.node.value) : '';
  const { start, end } = node;
  return {
    name: named || String(index + 1),
    detail: '',
    kind: 'map',
    start,
    end,
    nameRange: entry?.node ?? { start, end: start },
    children: childrenOf(node),
  };
}

/** Keys whose value identifies a map. */
const telling = ['strategy', 'preset', 'set', 'kind', 'name'] as const;
const maxDetailLength = 60;

function detailOf(node: TreeNode): string {
  switch (node.kind) {
    case 'scalar':
      return truncate(wordOf(node.value), maxDetailLength);
    case 'list':
      return truncate(
        node.items.every(({ kind }) => kind === 'scalar')
          ? node.items.map(detailOf).join(', ')
          : String(node.items.length),
        maxDetailLength,
      );
    case 'map': {
      const entry = telling
        .map((key) => node.entries.find((one) => one.key === key))
        .find((one) => one?.node.kind === 'scalar');
      return entry ? detailOf(entry.node) : '';
    }
  }
}

function kindOf(node: TreeNode): OutlineItem['kind'] {
  if (node.kind !== 'scalar') return node.kind;
  if (typeof node.value === 'number') return 'number';
  return typeof node.value === 'boolean' ? 'truth' : 'text';
}

function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
