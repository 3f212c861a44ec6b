/** A display language of the editor other than English. */
export interface DisplayLanguage {
  /** Its tag for dates and numbers, such as `zh-cn`. */
  readonly locale: string;
  /** Texts by their English; values stand as `{0}`, `{1}`. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Key of the display language in `globalThis`, since the bundles of one process have a copy of this module each. */
export const displayLanguageKey = Symbol.for('distillery.displayLanguage');

const current = (): DisplayLanguage | undefined =>
  (globalThis as { readonly [displayLanguageKey]?: DisplayLanguage })[displayLanguageKey];

/** Tag of the display language for dates and numbers: `en` in terminals, and where the editor has no language of ours. */
export const displayLocale = (): string => current()?.locale ?? 'en';

/**
 * A text in the display language, with values in place of `{0}`, `{1}`; in English where it has none there. The build writes most
 * calls of this: scripts/translation says where.
 */
export function translate(text: string, ...values: readonly unknown[]): string {
  const known = current()?.texts;
  const wording = known !== undefined && Object.hasOwn(known, text) ? (known[text] ?? text) : text;
  if (values.length === 0) return wording;
  return wording.replaceAll(/\{(\d+)\}/g, (whole, digits: string) => {
    const index = Number(digits);
    return index < values.length ? String(values[index]) : whole;
  });
}
