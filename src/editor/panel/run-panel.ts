import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { EventReader, runFiles, RunCatalogue, requestStop } from '../../runs';
import path from 'node:path';
import { describeRun } from './card';
import { toCurves } from './curves';
import type { FromPanel, ToPanel } from './messages';

const pollMs = 200;
const viewType = 'distillery.run';

/** The panel of one run: a snapshot when it says ready, then only what the log gained. */
class RunPanel {
  private reader: EventReader;
  private readonly catalogue: RunCatalogue;
  private timer: NodeJS.Timeout | undefined;
  private lastCard = '';

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly runFolder: string,
    extensionUri: vscode.Uri,
  ) {
    this.reader = new EventReader(path.join(runFolder, runFiles.events));
    this.catalogue = new RunCatalogue(path.dirname(runFolder));
    panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message));
    panel.webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')] };
    panel.webview.html = page(panel.webview, extensionUri);
    panel.onDidDispose(() => clearTimeout(this.timer));
  }

  private async receive(message: unknown): Promise<void> {
    const type = (message as Partial<FromPanel> | null)?.type;
    switch (type) {
      case 'ready':
        return this.sendSnapshot();
      case 'stop':
        requestStop(this.runFolder);
        return;
      case 'rerun':
        await vscode.commands.executeCommand('distillery.rerun', { folder: this.runFolder });
        return;
      case 'openConfig':
        return this.openConfig();
      case 'revealFolder':
        await vscode.commands.executeCommand('distillery.revealRunFolder', { folder: this.runFolder });
        return;
      case undefined:
        console.warn('a message that is not ours was ignored');
    }
  }

  private async openConfig(): Promise<void> {
    const { manifest } = await this.catalogue.summarize(this.runFolder);
    if (manifest !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(manifest.configPath));
  }

  private async sendSnapshot(): Promise<void> {
    clearTimeout(this.timer);
    this.reader = new EventReader(path.join(this.runFolder, runFiles.events));
    const summary = await this.catalogue.summarize(this.runFolder);
    this.panel.title = summary.name;
    await this.send({ type: 'snapshot', run: describeRun(summary), curves: toCurves([]) });
    await this.poll();
  }

  /** Sends what is new; the whole log of a finished run comes this way too, a piece at a time. */
  private async poll(): Promise<void> {
    const events = this.reader.read();
    const summary = await this.catalogue.summarize(this.runFolder);
    if (events.length > 0) await this.send({ type: 'append', runId: summary.id, curves: toCurves(events) });
    const card = describeRun(summary);
    const text = JSON.stringify(card);
    if (text !== this.lastCard) await this.send({ type: 'card', run: card });
    this.lastCard = text;
    this.timer = setTimeout(() => void this.poll(), events.length > 0 ? 50 : pollMs);
  }

  private async send(message: ToPanel): Promise<void> {
    await this.panel.webview.postMessage(message);
  }
}

/** Opens a run's panel beside the editor. */
export function openRunPanel(extensionUri: vscode.Uri, runFolder: string): void {
  const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
  const panel = vscode.window.createWebviewPanel(viewType, path.basename(runFolder), column, { enableScripts: true });
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'distillery.svg');
  new RunPanel(panel, runFolder, extensionUri);
}

function page(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const address = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'; font-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${address('webview.css')}">
<title>Run</title>
</head>
<body><script nonce="${nonce}" src="${address('webview.js')}"></script></body>
</html>`;
}
