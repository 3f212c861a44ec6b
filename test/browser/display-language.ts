import { displayLocale } from '../../src/display-language';
import type { PageParts } from '../../src/panel/html';

const textsOf = (locale: string): string => `/l10n/pages.${locale}.js`;

/** Says to a page in which language it is, and where its texts are, as the editor does; nothing in English. */
export function languageOfPage(): Pick<PageParts, 'language'> {
  const locale = displayLocale();
  return locale === 'en' ? {} : { language: { locale, script: textsOf(locale) } };
}

/** Whether a path of an address is one of a page's parts, which lie in `dist`: its script, its style, its texts. */
export function isPartOfPage(name: string, pathname: string): boolean {
  return [`/${name}.js`, `/${name}.css`, textsOf(displayLocale())].includes(pathname);
}
