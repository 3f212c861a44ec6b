import { markup } from '../markup';

/** Where the page finds its parts, as the editor's webview addresses them. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** The source that the content security policy allows for styles and fonts. */
  readonly cspSource: string;
  /** Names the one script that may run, and the empty style by which the toolkit asks for :focus-visible; new for every page. */
  readonly nonce: string;
}

/**
 * The panel's page: one script by its nonce, one style sheet, and nothing inline that has no nonce. Images are only those that
 * the page holds itself, for the curves' export as a PNG.
 */
export function panelHtml({ script, style, cspSource, nonce }: PageParts): string {
  const policy = `default-src 'none'; style-src ${cspSource} 'nonce-${nonce}'; script-src 'nonce-${nonce}'; font-src ${cspSource}; img-src data:`;
  const page = markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Run</title>
</head>
<body><script nonce="${nonce}" src="${script}"></script></body>
</html>`;
  return page.toString();
}
