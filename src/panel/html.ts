import { markup } from '../markup';

/** Addresses of the page's parts, as webview URIs. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** The source that the content security policy allows for styles and fonts. */
  readonly cspSource: string;
  /** Random for each page: allows its scripts, and the empty style by which the toolkit tests for :focus-visible. */
  readonly nonce: string;
  /** Tag of the display language, and the script that has its texts; absent in English. */
  readonly language?: { readonly locale: string; readonly script: string };
}

/**
 * HTML of the panel's page. Its content security policy allows scripts by nonce, one style sheet, and inline styles by
 * nonce only; images must be the page's own data, as the export of the curves as a PNG needs.
 */
export function panelHtml({ script, style, cspSource, nonce, language }: PageParts): string {
  const policy = `default-src 'none'; style-src ${cspSource} 'nonce-${nonce}'; script-src 'nonce-${nonce}'; font-src ${cspSource}; img-src data:`;
  const texts = language && markup`<script nonce="${nonce}" src="${language.script}"></script>`;
  const page = markup`<!DOCTYPE html>
<html lang="${language?.locale ?? 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Run</title>
</head>
<body>${texts}<script nonce="${nonce}" src="${script}"></script></body>
</html>`;
  return page.toString();
}
