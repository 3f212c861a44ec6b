/** Action of a key pressed on a plot. */
export type KeyAction =
  | { readonly kind: 'reset' }
  /** Moves the window by a share of its width. */
  | { readonly kind: 'pan'; readonly share: number }
  | { readonly kind: 'zoom'; readonly factor: number; readonly around: number }
  /** Moves the crosshair. */
  | { readonly kind: 'point'; readonly position: number };

/** Help for the pointer and the keys. */
export const keyHelp =
  'Drag on a chart to zoom, double-click to see everything, press a curve to go to its run. By keyboard: ← → move the crosshair, + − zoom, Shift ← → pan, 0 resets, Escape leaves an enlarged chart.';

interface Shown {
  readonly from: number;
  readonly to: number;
  /** The x of the crosshair. */
  readonly pointed: number | undefined;
}

/** The fields of a KeyboardEvent that decide the action. */
interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Distance that a key moves the crosshair to the right, as a share of the window. */
const moves: ReadonlyMap<string, number> = new Map([
  ['ArrowRight', 0.01],
  ['ArrowLeft', -0.01],
  ['PageDown', 0.1],
  ['PageUp', -0.1],
]);
/** With Shift a key moves the window instead, this many times further. */
const panFactor = 20;

/** The action of a pressed key; undefined when it has none. */
export function keyAction(pressed: Key, { from, to, pointed }: Shown): KeyAction | undefined {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined;
  const around = pointed ?? (from + to) / 2;
  const share = moves.get(pressed.key);
  if (share !== undefined) {
    if (pressed.shiftKey) return { kind: 'pan', share: share * panFactor };
    return { kind: 'point', position: Math.min(to, Math.max(from, around + share * (to - from))) };
  }
  switch (pressed.key) {
    case 'Home':
      return { kind: 'point', position: from };
    case 'End':
      return { kind: 'point', position: to };
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
