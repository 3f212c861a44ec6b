import { markup, type Markup } from './markup';

/** A page that stands alone: it loads nothing and runs no script; its pictures are in it. `style` is its one style element; each part has lines of its own. */
export function standalonePage(title: string, style: Markup, parts: readonly Markup[]): Markup {
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${style}
</head>
<body>
${parts.map((part) => markup`${part}\n`)}</body>
</html>
`;
}
