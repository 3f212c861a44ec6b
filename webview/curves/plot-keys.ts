/** What a key on a plot asks for. */
export type KeyAction =
  | { readonly kind: 'reset' }
  /** Moves the window by a share of its width. */
  | { readonly kind: 'pan'; readonly share: number }
  | { readonly kind: 'zoom'; readonly factor: number; readonly around: number }
  /** Moves the crosshair. */
  | { readonly kind: 'point'; readonly place: number };

interface Shown {
  readonly from: number;
  readonly to: number;
  /** Where the crosshair is. */
  readonly pointed: number | undefined;
}

/** What is read of a keyboard event. */
interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** By what share of the window a key moves to the right. */
const moves: ReadonlyMap<string, number> = new Map([
  ['ArrowRight', 0.01],
  ['ArrowLeft', -0.01],
  ['PageDown', 0.1],
  ['PageUp', -0.1],
]);
/** With Shift the window moves, and further. */
const panFactor = 20;

/** Reads a key that was pressed on a plot; undefined when it means nothing there. */
export function keyAction(pressed: Key, { from, to, pointed }: Shown): KeyAction | undefined {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined;
  const around = pointed ?? (from + to) / 2;
  const share = moves.get(pressed.key);
  if (share !== undefined) {
    if (pressed.shiftKey) return { kind: 'pan', share: share * panFactor };
    return { kind: 'point', place: Math.min(to, Math.max(from, around + share * (to - from))) };
  }
  switch (pressed.key) {
    case 'Home':
      return { kind: 'point', place: from };
    case 'End':
      return { kind: 'point', place: to };
    case '+':
    case '=':
      return { kind: 'zoom', factor: 0.5, around };
    case '-':
      return { kind: 'zoom', factor: 2, around };
    case '0':
    case 'Escape':
      return { kind: 'reset' };
    default:
      return undefined;
  }
}
