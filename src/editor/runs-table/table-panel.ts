import * as vscode from 'vscode';
import { readFromTable, type FromTable, type TableAction } from '../../panel/messages';
import { TableFeed } from '../../panel/table/feed';
import type { Host } from '../commands';
import { plainMessage } from '../show-error';
import { openRunPanel } from '../panel/run-panel';
import { showPage } from '../page';
import { keepView, dropView, readKeptViews } from './kept-views';
import { tableViewType } from './view-type';

let open: vscode.WebviewPanel | undefined;

/** Opens the runs table in an editor tab, or reveals it. */
export function openRunsTable(host: Host): void {
  if (open !== undefined) {
    open.reveal();
    return;
  }
  const column = vscode.ViewColumn.Active;
  show(host, vscode.window.createWebviewPanel(tableViewType, 'Runs', column, { enableScripts: true }));
}

/** Fills a table of before the window's reload; a second one is closed. */
export function restoreRunsTable(host: Host, panel: vscode.WebviewPanel): void {
  if (open === undefined) show(host, panel);
  else panel.dispose();
}

function show(host: Host, panel: vscode.WebviewPanel): void {
  open = panel;
  panel.iconPath = vscode.Uri.joinPath(host.context.extensionUri, 'media', 'config.svg');
  const feed = new TableFeed((message) => panel.webview.postMessage(message));
  const listeners = [
    host.store.onDidChange(({ runs }) => {
      if (panel.visible) void feed.show(runs);
    }),
    panel.onDidChangeViewState(() => {
      // A hidden page is dropped, and sends `ready` when it is shown again.
      if (!panel.visible) feed.stop();
    }),
    panel.webview.onDidReceiveMessage(async (value: unknown) => {
      const message = readFromTable(value);
      if (message === undefined) {
        console.warn('Distillery: a message from the runs table that is none of its requests was ignored.');
        return;
      }
      try {
        await answer(message, { host, feed, panel });
      } catch (error) {
        void vscode.window.showErrorMessage(plainMessage(error));
      }
    }),
  ];
  panel.onDidDispose(() => {
    open = undefined;
    feed.stop();
    vscode.Disposable.from(...listeners).dispose();
  });
  showPage(panel.webview, host.context.extensionUri, 'table');
}

interface Table {
  readonly host: Host;
  readonly feed: TableFeed;
  readonly panel: vscode.WebviewPanel;
}

async function answer(message: FromTable, { host, feed, panel }: Table): Promise<void> {
  const memory = host.context.workspaceState;
  const sendViews = (): Thenable<boolean> => panel.webview.postMessage({ type: 'views', views: readKeptViews(memory) });
  switch (message.type) {
    case 'ready':
      // The known runs at once: a look at thousands of folders takes as long as all the rest, and sends what it finds changed.
      if (host.store.runs.length === 0) await host.store.refresh();
      await Promise.all([feed.start(host.store.runs), sendViews()]);
      await host.store.refresh();
      break;
    case 'open': {
      const folder = feed.folderOf(message.key);
      // Beside the table, which stays in sight.
      if (folder !== undefined) openRunPanel(host, folder, { use: message.isKept ? 'kept' : 'preview' });
      break;
    }
    case 'do':
      await perform(
        message.action,
        message.keys.flatMap((key) => feed.folderOf(key) ?? []),
      );
      break;
    case 'saveView':
      if (await keepView(memory, message.view)) await sendViews();
      break;
    case 'deleteView':
      await dropView(memory, message.name);
      await sendViews();
      break;
    case 'measure':
      await feed.measure();
      break;
  }
}

const commands: Readonly<Record<TableAction, string>> = {
  compare: 'distillery.compareRuns',
  export: 'distillery.exportRun',
  star: 'distillery.starRun',
  tag: 'distillery.tagRun',
  archive: 'distillery.archiveRun',
  delete: 'distillery.deleteRun',
  stop: 'distillery.stop',
  rename: 'distillery.renameRun',
  note: 'distillery.noteRun',
  baseline: 'distillery.pinBaseline',
  openConfig: 'distillery.openRunConfig',
};

/** Performs a command on runs, as a list performs it on its selected rows. */
async function perform(action: TableAction, folders: readonly string[]): Promise<void> {
  const targets = folders.map((folder) => ({ folder }));
  const [first] = targets;
  if (first !== undefined) await vscode.commands.executeCommand(commands[action], first, targets);
}
