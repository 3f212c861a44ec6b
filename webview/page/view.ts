import type { RunCard } from '../../src/panel/messages';
import type { Pins } from './pins';

/**
 * One view of the panel, shown under its own tab. Its requests go to its controller in the extension
 * (`src/panel/controller.ts`), and that one's answers come back; nobody between them looks into either, so each validates.
 */
export interface View {
  readonly element: HTMLElement;
  /** The view comes into sight, and asks for what it shows. */
  show(): void;
  /** The view goes out of sight, and asks for nothing any more. */
  hide(): void;
  /** The panel's run, whenever what is known of it has changed; the first call names the run. */
  showRun(run: RunCard): void;
  /** An answer as it arrived, for the panel's run. Throws a MessageError. */
  receive(answer: unknown): void;
  /** The editor's colours have changed. */
  repaint(): void;
}

/** The panel's services for a view. */
export interface ViewHost {
  /** Sends a request to the view's controller in the extension. */
  ask(request: object): void;
  /** The state that this view kept for this run before the page was built anew; not yet validated. */
  kept(): unknown;
  /** Keeps a plain value over a reload of the window. */
  keep(value: unknown): void;
  readonly pins: Pins;
}
