import * as vscode from 'vscode';
import type { ResolvedConfig } from '../../config';
import { cacheFolder } from '../../runs';
import { parseDocument } from '../document/document';
import { dataFactsChanged } from '../document/data-facts-events';
import { showPage } from '../page';
import { findPreflights, presentTeacher } from '../../running';
import type { Host } from '../commands';
import { allowedFolders } from '../settings';
import { describePreflights, describePreview, softnessOf } from '../../panel/preview/describe';
import { readFromPreview, type PreviewContent, type ToPreview } from '../../panel/messages';

/** Open previews by the Uri of their config. */
const open = new Map<string, Preview>();

/**
 * Opens the temperature preview beside a config, or reveals the one that is open. It is redrawn as the person types. Returns
 * the preview and whether it is new.
 */
export function openPreview(
  host: Pick<Host, 'context' | 'store'>,
  document: vscode.TextDocument,
): { readonly isNew: boolean; readonly preview: Preview } {
  const key = document.uri.toString();
  const known = open.get(key);
  if (known !== undefined) {
    known.reveal();
    return { isNew: false, preview: known };
  }
  const preview = new Preview(host, document, () => open.delete(key));
  open.set(key, preview);
  return { isNew: true, preview };
}

/** Milliseconds from the last change of a model file until cached logits are looked up again. */
const lookDelayMs = 300;

/** Tells of changes of model files and of kept teachers; other files of runs change with every event. */
function onModelChange(listener: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher('**/*{.json,.onnx,.bin}');
  const notice = ({ path }: vscode.Uri): void => {
    if (!path.includes('/.distillery/') || /\/\.distillery\/(cache\/teachers|runs\/[^/]+\/student)\//.test(path))
      listener();
  };
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(notice),
    watcher.onDidChange(notice),
    watcher.onDidDelete(notice),
  );
}

/** Webview panel with the temperature curves of one config. */
export class Preview implements vscode.Disposable {
  private readonly panel: vscode.WebviewPanel;
  private shown: PreviewContent | undefined;
  private isBehindPick = false;
  /** The teacher settings and the stamp of the data, as JSON, that kept answers and preflights were last looked up for. */
  private lookupKey = '';
  private waiting: NodeJS.Timeout | undefined;

  constructor(
    private readonly host: Pick<Host, 'context' | 'store'>,
    private readonly document: vscode.TextDocument,
    onClose: () => void,
  ) {
    const { extensionUri } = host.context;
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.panel = vscode.window.createWebviewPanel('distillery.preview', 'Temperature', column);
    this.panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'config.svg');
    const { webview } = this.panel;
    // A page that is shown again was rebuilt: it sends `ready` and receives the whole content.
    const listening = [
      webview.onDidReceiveMessage((message: unknown) => {
        if (readFromPreview(message) !== undefined) this.show();
      }),
      vscode.workspace.onDidChangeTextDocument((change) => {
        if (change.document === this.document) this.show();
      }),
      dataFactsChanged.event((changed) => {
        if (changed === this.document) this.show();
      }),
      vscode.workspace.onDidCloseTextDocument((closed) => {
        if (closed === this.document) this.panel.dispose();
      }),
      onModelChange(() => this.lookUpAgain()),
      host.store.onDidChange(({ ended }) => {
        if (ended.length > 0) this.lookUpAgain();
      }),
    ];
    this.panel.onDidDispose(() => {
      clearTimeout(this.waiting);
      // A look at the cache that is under way finds another key, and posts nothing to a page that is gone.
      this.lookupKey = '';
      vscode.Disposable.from(...listening).dispose();
      onClose();
    });
    showPage(webview, extensionUri, 'preview');
  }

  reveal(): void {
    if (!this.panel.visible) this.panel.reveal(undefined, true);
  }

  /** Leaves the top of the page empty while a quick pick covers it, or fills it again. */
  standBehindPick(isBehindPick: boolean): void {
    this.isBehindPick = isBehindPick;
    if (this.shown !== undefined) this.post(this.shown);
  }

  dispose(): void {
    this.panel.dispose();
  }

  private show(): void {
    const parsed = parseDocument(this.document);
    this.post(describePreview(parsed, this.shown));
    if (parsed.config !== undefined) void this.lookUp(parsed.config, parsed.facts?.identity);
  }

  /** Looks again a moment after the last of several changes of model files and runs. */
  private lookUpAgain(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      this.lookupKey = '';
      const { config, facts } = parseDocument(this.document);
      if (config !== undefined) void this.lookUp(config, facts?.identity);
    }, lookDelayMs);
  }

  /** Looks up cached teacher logits and preflights once for each choice of teachers and content of the data, not for each keystroke. */
  private async lookUp(config: ResolvedConfig, dataStamp: string | undefined): Promise<void> {
    const folder = vscode.workspace.getWorkspaceFolder(this.document.uri)?.uri.fsPath;
    const wanted = JSON.stringify([config.teacher, config.teachers, config.data, config.loss.soft > 0, dataStamp]);
    if (folder === undefined || wanted === this.lookupKey) return;
    this.lookupKey = wanted;
    const place = { file: this.document.uri.fsPath, workspace: folder, allowedFolders: allowedFolders() };
    // A cached teacher that cannot be read is reported by the run that uses it; the curves do not need it.
    const softness = await softnessOf(config, cacheFolder(folder), presentTeacher(dataStamp, place)).catch(
      (): PreviewContent['softness'] => [],
    );
    const trials = await findPreflights(config, dataStamp, { ...place, runs: this.host.store.runs });
    if (wanted === this.lookupKey && this.shown !== undefined) {
      this.post({ ...this.shown, softness, preflights: describePreflights(trials.map(({ event }) => event)) });
    }
  }

  private post(content: PreviewContent): void {
    this.shown = content;
    this.panel.title = content.name === '' ? 'Temperature' : `Temperature of ${content.name}`;
    const message: ToPreview = { ...content, type: 'preview', isBehindPick: this.isBehindPick };
    void this.panel.webview.postMessage(message);
  }
}
