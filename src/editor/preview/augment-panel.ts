import * as vscode from 'vscode';
import { augmentOf, sampleRows, DataFault, type DataOptions } from '../../data-sources';
import { showPage } from '../page';
import { describeAugmentation, shownPictures, type Samples } from '../../panel/augment/describe';
import { readFromAugment, type AugmentContent, type ToAugment } from '../../panel/messages';
import { dataPlaceOf } from '../../running';
import { parseDocument } from '../document/document';
import { dataFactsChanged } from '../document/data-facts-events';
import { allowedFolders } from '../settings';

/** Open previews by the Uri of their config. */
const open = new Map<string, AugmentPreview>();

/** Opens the preview of changed pictures beside a config, or reveals the one that is open. */
export function openAugmentPreview(extensionUri: vscode.Uri, document: vscode.TextDocument): void {
  const key = document.uri.toString();
  const known = open.get(key);
  if (known === undefined) open.set(key, new AugmentPreview(extensionUri, document, () => open.delete(key)));
  else known.reveal();
}

/** Webview panel with training pictures of one config and changed versions of them. It is redrawn as the person types. */
class AugmentPreview {
  private readonly panel: vscode.WebviewPanel;
  private shown: AugmentContent | undefined;
  private samples: Samples;
  /** The settings of the data and its stamp, as JSON, that pictures were last read for. */
  private readKey = '';
  private isGone = false;

  constructor(
    extensionUri: vscode.Uri,
    private readonly document: vscode.TextDocument,
    onClose: () => void,
  ) {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.panel = vscode.window.createWebviewPanel('distillery.augment', 'Augmentation', column);
    this.panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'config.svg');
    const { webview } = this.panel;
    const isOwn = (other: vscode.TextDocument | undefined): boolean => other === this.document;
    // A page that is shown again was rebuilt: it sends `ready` and receives the whole content.
    const listening = [
      webview.onDidReceiveMessage((message: unknown) => {
        if (readFromAugment(message) !== undefined) this.show();
      }),
      vscode.workspace.onDidChangeTextDocument((change) => {
        if (isOwn(change.document)) this.show();
      }),
      dataFactsChanged.event((changed) => {
        if (isOwn(changed)) this.show();
      }),
      vscode.workspace.onDidCloseTextDocument((closed) => {
        if (isOwn(closed)) this.panel.dispose();
      }),
    ];
    this.panel.onDidDispose(() => {
      this.isGone = true;
      vscode.Disposable.from(...listening).dispose();
      onClose();
    });
    showPage(webview, extensionUri, 'augment');
  }

  reveal(): void {
    if (!this.panel.visible) this.panel.reveal(undefined, true);
  }

  private show(): void {
    const parsed = parseDocument(this.document);
    this.post(describeAugmentation(parsed, this.samples, this.shown));
    if (parsed.config !== undefined && augmentOf(parsed.config.data) !== undefined) {
      void this.read(parsed.config.data, parsed.facts?.identity);
    }
  }

  /** Reads pictures once for each choice and content of the data, not for each keystroke. */
  private async read(data: DataOptions, stamp: string | undefined): Promise<void> {
    const wanted = JSON.stringify([{ ...data, augment: undefined }, stamp]);
    const workspace = vscode.workspace.getWorkspaceFolder(this.document.uri)?.uri.fsPath;
    if (workspace === undefined || wanted === this.readKey) return;
    this.readKey = wanted;
    const place = dataPlaceOf({ file: this.document.uri.fsPath, workspace, allowedFolders: allowedFolders() });
    const samples = await sampleRows(data, place, shownPictures).catch((error: unknown) => ({ fault: faultOf(error) }));
    // Another choice of data may have been read, or the page closed, in between.
    if (wanted !== this.readKey || this.isGone) return;
    this.samples = samples;
    this.show();
  }

  private post(content: AugmentContent): void {
    this.shown = content;
    this.panel.title = content.name === '' ? 'Augmentation' : `Augmentation of ${content.name}`;
    const message: ToAugment = { ...content, type: 'augment' };
    void this.panel.webview.postMessage(message);
  }
}

function faultOf(error: unknown): string {
  if (error instanceof DataFault) return `The pictures cannot be shown: ${error.message}. To mend it, ${error.hint}.`;
  return `The pictures cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
