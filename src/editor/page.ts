import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { panelHtml } from '../panel';

/** Fills a webview with the page of a name in `dist`, which may load nothing from elsewhere. */
export function showPage(webview: vscode.Webview, extensionUri: vscode.Uri, name: string): void {
  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  const address = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  const { language } = vscode.env;
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  webview.html = panelHtml({
    script: address(`${name}.js`),
    style: address(`${name}.css`),
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    // VS Code has loaded texts of this language, so that the pages have them too.
    ...(vscode.l10n.bundle !== undefined && {
      language: { locale: language, script: address(`l10n/pages.${language}.js`) },
    }),
  });
}
