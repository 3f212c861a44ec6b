import type { Row } from '../../src/run-table';

/** Action of a key in the grid. */
export type GridKey =
  | { readonly kind: 'move'; readonly to: number; readonly isExtending: boolean }
  /** To the group that a row lies in. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'toggle' | 'select' | 'all' }
  | { readonly kind: 'open'; readonly isKept: boolean }
  | { readonly kind: 'act'; readonly key: 'Delete' | 'F2' };

interface Place {
  readonly row: Row;
  readonly index: number;
  readonly last: number;
  /** Rows of a page. */
  readonly page: number;
}

/** The action of a key on a row, as in VS Code's lists; undefined for other keys. */
export function gridKeys(event: KeyboardEvent, { row, index, last, page }: Place): GridKey | undefined {
  const moves: Readonly<Record<string, number>> = {
    ...{ ArrowDown: index + 1, ArrowUp: index - 1, PageDown: index + page, PageUp: index - page },
    ...{ Home: 0, End: last },
  };
  const to = moves[event.key];
  if (to !== undefined) return { kind: 'move', to: Math.min(Math.max(to, 0), last), isExtending: event.shiftKey };
  switch (event.key) {
    case 'ArrowRight':
      return row.kind === 'group' && !row.isOpen ? { kind: 'toggle' } : undefined;
    case 'ArrowLeft':
      if (row.kind === 'group') return row.isOpen ? { kind: 'toggle' } : undefined;
      return row.depth === 1 ? { kind: 'leave' } : undefined;
    case 'Enter':
      return { kind: 'open', isKept: event.ctrlKey || event.metaKey };
    case ' ':
      return { kind: 'select' };
    case 'a':
      return event.ctrlKey || event.metaKey ? { kind: 'all' } : undefined;
    case 'Delete':
      return { kind: 'act', key: 'Delete' };
    case 'Backspace':
      return event.metaKey ? { kind: 'act', key: 'Delete' } : undefined;
    case 'F2':
      return { kind: 'act', key: 'F2' };
    default:
      return undefined;
  }
}
