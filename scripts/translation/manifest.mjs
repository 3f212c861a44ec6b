// package.json in both languages: its English texts are the keys of package.nls.json, so that they stay readable where they are.
import { readManifestTexts } from './catalogue.mjs';

/** Keys whose values VS Code shows. */
const shown =
  /^(title|shortTitle|description|markdownDescription|name|label|displayName|contents|altText|contextualTitle|aliases|category|enumDescriptions|markdownEnumDescriptions)$/;
/** Places whose texts are for models and programs. */
const forMachines =
  /^contributes\.(problemMatchers|problemPatterns|grammars|languageModelTools\.\d+\.(name|inputSchema))\b/;

/** Texts of a manifest that people see, each with its path. */
export function manifestTexts(manifest) {
  const found = [{ path: 'description', text: manifest.description }];
  const walk = (value, place, key) => {
    if (typeof value === 'string') {
      const isName = value === 'Distillery' || value === 'distillery' || value === '';
      if (shown.test(key) && !isName && !forMachines.test(place)) found.push({ path: place, text: value });
    } else if (typeof value === 'object' && value !== null) {
      const isList = Array.isArray(value);
      for (const [name, item] of Object.entries(value)) walk(item, `${place}.${name}`, isList ? key : name);
    }
  };
  walk(manifest.contributes, 'contributes', 'contributes');
  walk(manifest.capabilities, 'capabilities', 'capabilities');
  return found;
}

/** A manifest whose texts are keys, and the files that hold them, by their names. A text without a translation is shown in English. */
export function localizedManifest(manifest) {
  const chinese = readManifestTexts();
  const places = new Set(manifestTexts(manifest).map(({ path }) => path));
  const used = new Set();
  const replaced = (value, place) => {
    if (typeof value === 'string') return places.has(place) ? (used.add(value), `%${value}%`) : value;
    if (Array.isArray(value)) return value.map((item, index) => replaced(item, `${place}.${index}`));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, replaced(item, place === '' ? name : `${place}.${name}`)]),
    );
  };
  const localized = replaced(manifest, '');
  const texts = (textOf) =>
    JSON.stringify(Object.fromEntries([...used].sort().map((text) => [text, textOf(text)])), null, 2);
  return {
    manifest: localized,
    files: {
      'package.nls.json': texts((text) => text),
      'package.nls.zh-cn.json': texts((text) => chinese[text] ?? text),
    },
  };
}
