import type { ExportFormat } from '../run-report';
import type { SummaryAction } from './messages';

/** Actions on the panel's run that need the editor; they are given to the panel, which knows no editor. */
export interface RunActions {
  /** Does an action. Problems are shown by the editor. */
  perform(action: Exclude<SummaryAction, 'export'>): Promise<void>;
  /** Asks for the format of an export; undefined when the choice is left. */
  chooseFormat(): Promise<ExportFormat | 'png' | undefined>;
  /** Asks for a file and writes an export to it. Throws the file system's error. */
  save(extension: string, content: string | Uint8Array): Promise<void>;
}

/** The run of a view's panel, and the way back to the view. */
export interface ControllerContext {
  readonly runFolder: string;
  /** Sends an answer to the view; it may be gone already. */
  readonly send: (answer: object) => PromiseLike<unknown>;
}

/** Answers the requests of one view of one panel, in the extension. */
export interface ViewController {
  /** Answers a request, which is validated here; an unknown request is ignored and logged. Throws an error to be shown. */
  answer(request: unknown): Promise<void>;
  /** Ends all work, since the panel was hidden or closed. The next request begins anew. */
  stop(): void;
}

/** Logs a request that does not follow its schema. */
export function warnOfRequest(view: string): void {
  console.warn(`Distillery: a request of the ${view} view that is none of its requests was ignored.`);
}
