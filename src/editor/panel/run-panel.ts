import path from 'node:path';
import * as vscode from 'vscode';
import { PanelControllers } from '../../panel/controllers';
import { RunFeed } from '../../panel/feed';
import { showPage } from '../page';
import { readFromPanel, readState, type ToPanel } from '../../panel/messages';
import type { RunRelation } from '../../panel/card';
import { pinnedBaseline, readManifest } from '../../runs';
import { formatRunLabel } from '../../wording';
import type { Host } from '../commands';
import { plainMessage } from '../show-error';
import { enterPanel, openPanels, type OpenPanel } from './open-panels';
import { panelMemory } from './panel-memory';
import { openSibling, runActions } from './run-actions';
import { viewType } from './view-type';

export interface OpenOptions {
  /** `preview`: the one panel that follows the selection; `kept`, the default: a panel that stays with its run. */
  readonly use?: 'preview' | 'kept';
  /** Ids of runs of the same folder that its Compare tab shows beside the run. */
  readonly compareWith?: readonly string[];
}

/** Opens a run's panel beside the editor, or reveals the open one. */
export function openRunPanel(
  host: Host,
  runFolder: string,
  { use = 'kept', compareWith = [] }: OpenOptions = {},
): void {
  host.store.watch(runFolder);
  const all = panelsOf();
  const open = all.find(({ folder }) => folder === runFolder);
  const preview = use === 'preview' ? all.find(({ isKept }) => !isKept) : undefined;
  const panel = open ?? preview ?? RunPanel.create(host, runFolder);
  if (use === 'kept') panel.keep();
  panel.show(runFolder);
  if (compareWith.length > 0) panel.compare(compareWith);
  if (panel === open || panel === preview) panel.panel.reveal(undefined, true);
}

/** Lets the preview, where it is in sight, follow the selection of a list. */
export function followSelection(runFolder: string): void {
  const all = panelsOf();
  const preview = all.find(({ isKept }) => !isKept);
  if (preview?.panel.visible === true && !all.some(({ folder }) => folder === runFolder)) preview.show(runFolder);
}

/** Restores a panel from its saved state; a panel without a valid state is closed. */
export function restoreRunPanel(panel: vscode.WebviewPanel, kept: unknown, host: Host): void {
  const folder = readState(kept)?.folder;
  // A run has one panel: one that was opened during the restart stays, and this one is closed.
  const isNew = folder !== undefined && path.isAbsolute(folder) && !panelsOf().some((one) => one.folder === folder);
  if (!isNew) {
    panel.dispose();
    return;
  }
  host.store.watch(folder);
  const restored = new RunPanel(panel, host);
  restored.keep();
  restored.show(folder);
  void host.store.refresh();
}

const panelsOf = (): RunPanel[] => [...openPanels].filter((panel) => panel instanceof RunPanel);

/** The column of the panels that are open; beside the editor for the first, so that no third column opens. */
function columnForPanel(): vscode.ViewColumn {
  const columns = panelsOf().map(({ panel }) => panel.viewColumn);
  return columns.findLast((column) => column !== undefined) ?? vscode.ViewColumn.Beside;
}

/** A panel that shows a run, and as the preview one run after another. */
class RunPanel implements OpenPanel {
  folder = '';
  isKept = false;
  /** Feeds and listeners of the run that is shown. */
  private shown = new vscode.Disposable(() => undefined);
  /** Runs to compare with, until the page is ready for them. */
  private compared: readonly string[] = [];
  private feed: RunFeed | undefined;

  static create(host: Host, runFolder: string): RunPanel {
    const column = { viewColumn: columnForPanel(), preserveFocus: true };
    const title = path.basename(runFolder);
    const panel = vscode.window.createWebviewPanel(viewType, title, column, { enableScripts: true });
    return new RunPanel(panel, host);
  }

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly host: Host,
  ) {
    panel.iconPath = vscode.Uri.joinPath(host.context.extensionUri, 'media', 'config.svg');
    enterPanel(this);
    const following = host.store.onDidChange(() => this.showTitle());
    panel.onDidDispose(() => {
      following.dispose();
      this.shown.dispose();
    });
  }

  /** Keeps the panel for the run that it shows. */
  keep(): void {
    this.isKept = true;
  }

  /** Shows a run, with the page of its kind. */
  show(runFolder: string): void {
    if (runFolder === this.folder) return;
    this.shown.dispose();
    this.folder = runFolder;
    this.feed = undefined;
    this.compared = [];
    this.showTitle();
    void this.fill(runFolder);
  }

  /** Shows the Compare tab with more runs beside the panel's own. */
  compare(runIds: readonly string[]): void {
    this.compared = runIds;
    if (this.feed?.isRunning === true) void this.sendCompared();
  }

  /** Fills the panel with the page of its run's kind; a run that cannot be read has that of a run, which says why. */
  private async fill(runFolder: string): Promise<void> {
    const kind = await readManifest(runFolder).then(
      (manifest) => manifest.kind,
      () => undefined,
    );
    const pages = kind === 'sweep' ? await import('./sweep-page') : undefined;
    // It may have been closed, or shown another run, meanwhile.
    if (this.folder !== runFolder || !openPanels.has(this)) return;
    const { panel, host } = this;
    this.shown = pages === undefined ? this.showRun(runFolder) : pages.showSweep(panel, runFolder, host);
  }

  private showRun(runFolder: string): vscode.Disposable {
    const { panel } = this;
    const send = panel.webview.postMessage.bind(panel.webview);
    const feed = new RunFeed(runFolder, send, () => this.relationOf(runFolder));
    const actions = runActions(runFolder);
    const controllers = new PanelControllers(runFolder, actions, send, (folder) => this.labelOf(folder));
    this.feed = feed;
    const stop = (): void => {
      feed.stop();
      controllers.stop();
    };
    const listeners = [
      // VS Code drops a hidden page; shown again it is built anew and sends `ready`. A page that was kept after all, as during
      // the reload of a window, sends nothing, and is sent its whole content again.
      panel.onDidChangeViewState(() => {
        if (!panel.visible) stop();
        else if (!feed.isRunning) void feed.start();
      }),
      panel.webview.onDidReceiveMessage(async (message: unknown) => {
        const request = readFromPanel(message);
        if (request === undefined) {
          console.warn('Distillery: a message from a run panel that is none of its requests was ignored.');
          return;
        }
        try {
          if (request.type === 'view') await controllers.handle(request.view, request.request);
          else if (request.type === 'keep') await panelMemory.keep(request.view, request.value);
          else if (request.type === 'openRun') await openSibling(runFolder, request.runId);
          else if (request.type === 'ready') {
            await send({ type: 'kept', views: panelMemory.kept() } satisfies ToPanel);
            await feed.start().then(() => this.sendCompared());
          } else await actions.perform(request.type);
        } catch (error) {
          void vscode.window.showErrorMessage(plainMessage(error));
        }
      }),
    ];
    showPage(panel.webview, this.host.context.extensionUri, 'webview');
    return vscode.Disposable.from(...listeners, { dispose: stop });
  }

  private async sendCompared(): Promise<void> {
    const { compared, folder, panel } = this;
    if (compared.length === 0) return;
    this.compared = [];
    await panel.webview.postMessage({ type: 'compare', runId: path.basename(folder), runIds: compared });
  }

  private relationOf(runFolder: string): RunRelation {
    const { store } = this.host;
    const difference = store.find(runFolder)?.difference;
    const baseline = pinnedBaseline(store.runs, { folder: runFolder });
    return { ...(difference !== undefined && { difference }), ...(baseline !== undefined && { baseline }) };
  }

  private labelOf(runFolder: string): string | undefined {
    const run = this.host.store.find(runFolder);
    return run && formatRunLabel(run);
  }

  private showTitle(): void {
    const title = this.labelOf(this.folder) ?? path.basename(this.folder);
    if (this.panel.title !== title) this.panel.title = title;
  }
}
