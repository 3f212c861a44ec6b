/** A button under an error: its title, and the command that it runs. */
export interface ErrorButton {
  readonly title: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

/** An error that the person can mend by a button in its notification. */
export class ActionableError extends Error {
  constructor(
    message: string,
    readonly button: ErrorButton,
  ) {
    super(message);
  }
}

/** Refusal of what needs a folder, in a window without one. */
export function needsFolder(reason: string): ActionableError {
  return new ActionableError(`open a folder first: ${reason}`, { title: 'Open Folder…', command: 'vscode.openFolder' });
}

/** Refusal of what executes something in Restricted Mode. */
export function needsTrust(what: string): ActionableError {
  const message = `${what} needs a trusted workspace: nothing is executed in Restricted Mode. Trust the folder first`;
  return new ActionableError(message, { title: 'Manage Trust', command: 'workbench.trust.manage' });
}
