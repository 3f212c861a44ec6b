import { markup, type Markup } from './markup';

/** Content of a page that stands alone. */
interface PageContent {
  readonly title: string;
  /** Tag of the language of its texts. */
  readonly locale: string;
  /** Its one style element. */
  readonly style: Markup;
  /** Each has lines of its own. */
  readonly parts: readonly Markup[];
}

/** A page that stands alone: it loads nothing and runs no script; its pictures are in it. */
export function standalonePage({ title, locale, style, parts }: PageContent): Markup {
  return markup`<!DOCTYPE html>
<html lang="${locale}">
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
