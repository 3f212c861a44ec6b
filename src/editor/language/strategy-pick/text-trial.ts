import * as vscode from 'vscode';
import { difference } from '../../../config';

/**
 * Shows texts in an editor on trial. Whatever was shown in between, keeping the last one is one undo step from the text
 * before, and dropping it brings the text before back, clean if it was clean.
 */
export class TextTrial {
  /** The document's text before the trial. */
  readonly before: string;
  private shown: string;
  private edits = 0;
  private latest: Promise<void> = Promise.resolve();
  private wanted = 0;

  constructor(private readonly editor: vscode.TextEditor) {
    this.before = editor.document.getText();
    this.shown = this.before;
  }

  /** Puts a text into the editor; of several asked for at once the last one stays. */
  show(text: string): Promise<void> {
    const number = ++this.wanted;
    this.latest = this.latest.then(() => (number === this.wanted ? this.put(text, { isOwnStep: false }) : undefined));
    return this.latest;
  }

  /**
   * Ends the trial: the text stays, one undo step away from the text before. The trial is undone and its last text written anew,
   * since a save, which may happen by itself and is heard of late, ends an undo step.
   */
  async keep(text: string): Promise<void> {
    await this.show(text);
    if (this.edits === 0 || !this.isUntouched) return;
    await this.restore();
    await this.put(text, { isOwnStep: true });
  }

  /** Ends the trial: the text is as it was before. */
  async drop(): Promise<void> {
    this.wanted += 1;
    await this.latest;
    if (this.edits > 0 && this.isUntouched) await this.restore();
  }

  /** Whether nobody else has changed the text; then what they did is not ours to undo. */
  private get isUntouched(): boolean {
    return this.editor.document.getText() === this.shown;
  }

  private async put(text: string, { isOwnStep }: { readonly isOwnStep: boolean }): Promise<void> {
    const { document } = this.editor;
    if (!this.isUntouched) return;
    const [change] = difference(document.getText(), text);
    if (change === undefined) return;
    const range = new vscode.Range(document.positionAt(change.start), document.positionAt(change.end));
    const stops = { undoStopBefore: isOwnStep || this.edits === 0, undoStopAfter: isOwnStep };
    if (!(await this.editor.edit((edit) => edit.replace(range, change.newText), stops))) return;
    this.edits += 1;
    this.shown = document.getText();
  }

  /** By undo, which gives back what an edit cannot: that the file was saved like this. */
  private async restore(): Promise<void> {
    const { document, viewColumn } = this.editor;
    await vscode.window.showTextDocument(document, viewColumn === undefined ? {} : { viewColumn });
    for (let step = 0; step < this.edits && document.getText() !== this.before; step += 1) {
      await vscode.commands.executeCommand('undo');
    }
    this.shown = document.getText();
    this.edits = 0;
    // Where the undo went elsewhere, an edit still gives the text back.
    await this.put(this.before, { isOwnStep: true });
  }
}
