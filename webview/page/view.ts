import type { RunCard } from '../../src/panel/messages';
import type { Pins } from './pins';

/**
 * View of the panel in its own tab. It exchanges requests and answers with its controller in the extension
 * (`src/panel/controller.ts`). The panel passes both on unchecked, so view and controller validate what they receive.
 */
export interface View {
  /** The tab was selected: requests the content. */
  show(): void;
  /** Another tab was selected: sends no more requests. */
  hide(): void;
  /** Called with the run's card, at first and after each change. */
  showRun(run: RunCard): void;
  /** Validates and shows an answer of the controller. Throws a MessageError. */
  receive(answer: unknown): void;
  /** Called when the editor's theme has changed. */
  repaint(): void;
}

/** The panel's services for a view. */
export interface ViewHost {
  /** The tab's panel, which the view fills. */
  readonly element: HTMLElement;
  /** Sends a request to the view's controller in the extension. */
  send(request: object): void;
  /** The state that this view saved for this run before the page was rebuilt; not validated. */
  saved(): unknown;
  /** Saves a JSON value over a reload of the window. */
  save(value: unknown): void;
  /** The settings of this view that were kept for the workspace; not validated. */
  kept(): unknown;
  /** Keeps settings of this view for all panels of the workspace that are opened later. */
  keep(value: unknown): void;
  /** Opens the panel of another run of the folder of runs. */
  openRun(runId: string): void;
  readonly pins: Pins;
}
