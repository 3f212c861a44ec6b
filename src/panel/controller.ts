import type { ExportFormat } from '../run-report';
import type { SummaryAction } from './messages';

/** Actions on the panel's run that need VS Code's API, which this folder does not import. */
export interface RunActions {
  /** Performs an action. Errors are shown by the editor. */
  perform(action: Exclude<SummaryAction, 'export'>): Promise<void>;
  /** Shows a line of a file by its path from the run's workspace. Throws a sentence for a file that is not in there. */
  openFile(file: string, line: number): Promise<void>;
  /** Lets the person pick the format of an export; undefined when they cancel. */
  chooseFormat(): Promise<ExportFormat | 'png' | undefined>;
  /** Lets the person pick a file and writes an export to it. Throws the file system's error. */
  save(extension: string, content: string | Uint8Array): Promise<void>;
}

/** Dependencies of a controller: the panel's run folder and the channel to the view. */
export interface ControllerContext {
  readonly runFolder: string;
  /** Label of a run that a list was read with; undefined for another one. */
  readonly labelOf?: (runFolder: string) => string | undefined;
  /** Sends an answer to the view; nothing happens when the panel is closed. */
  readonly send: (answer: object) => PromiseLike<unknown>;
}

/** Handler in the extension for the requests of one view in the page of a panel. */
export interface ViewController {
  /** Validates a request and sends answers. An invalid request is logged and ignored. Throws an error to be shown. */
  handle(request: unknown): Promise<void>;
  /** Stops all work and drops all state when the panel is hidden or closed. The next request starts afresh. */
  stop(): void;
}

/** Logs a request that does not follow its schema. */
export function warnInvalidRequest(view: string): void {
  console.warn(`Distillery: a request of the ${view} view that is none of its requests was ignored.`);
}
