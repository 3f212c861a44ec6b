import type { RunCard, ViewName } from '../src/panel/messages';
import type { Pins } from './pins';

/**
 * One view of the panel, shown under its own tab. A view asks its own side in the extension (`src/editor/panel/views.ts`)
 * and gets that side's answers; nobody between them looks into either, so each checks what arrives.
 */
export interface View {
  readonly element: HTMLElement;
  /** The view comes into sight, and asks for what it shows. */
  show(): void;
  /** The view goes out of sight, and asks for nothing any more. */
  hide(): void;
  /** The panel's run, whenever what is known of it has changed; the first call names the run. */
  showRun(run: RunCard): void;
  /** An answer as it arrived, for the panel's run. Throws a Refusal that says what is wrong with it. */
  receive(answer: unknown): void;
  /** The editor's colours have changed. */
  repaint(): void;
}

/** What the panel does for a view. */
export interface ViewHost {
  /** Sends a request to the view's side in the extension. */
  ask(request: object): void;
  /** What this view kept for this run before the page was built anew; as it was stored, so check it. */
  kept(): unknown;
  /** Keeps a plain value over a reload of the window. */
  keep(value: unknown): void;
  readonly pins: Pins;
}

export interface ViewEntry {
  readonly name: ViewName;
  /** What stands on its tab. */
  readonly label: string;
  make(host: ViewHost): View;
}
