// The part of the build that translates: it puts calls of `translate` into sources, and writes the texts that each surface loads.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isTranslated, language, readSourceTexts } from './catalogue.mjs';
import { translateSource } from './texts.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const translateModule = path.join(root, 'src/display-language/display-language.ts');

/** Translation of the sources of one build, which remembers the texts that it met. */
export class Translation {
  #texts = readSourceTexts();
  /** Texts of the extension's side, and of the pages. */
  used = { extension: new Set(), pages: new Set() };

  /** The source of a module with its texts translated, for a side. */
  translate(file, source, side) {
    const place = path.relative(root, file).split(path.sep).join('/');
    if (!isTranslated(place)) return source;
    const isKnown = (text) => {
      const known = Object.hasOwn(this.#texts, text);
      if (known) this.used[side].add(text);
      return known;
    };
    return translateSource(file, source, { isKnown, importFrom: translateModule });
  }

  /** Plugin of esbuild for bundles whose modules no other plugin loads. */
  plugin(side) {
    return {
      name: 'translated texts',
      setup: (build) => {
        build.onLoad({ filter: /[\\/](src|webview)[\\/].*\.ts$/ }, ({ path: file }) => {
          if (file.includes('node_modules')) return undefined;
          return { contents: this.translate(file, readFileSync(file, 'utf8'), side), loader: 'ts' };
        });
      },
    };
  }

  /** Writes the texts of both sides below a folder: JSON as VS Code loads it, and a script for pages. */
  write(folder) {
    mkdirSync(folder, { recursive: true });
    const texts = (side) => Object.fromEntries([...this.used[side]].sort().map((text) => [text, this.#texts[text]]));
    writeFileSync(path.join(folder, `bundle.l10n.${language}.json`), JSON.stringify(texts('extension')));
    const value = JSON.stringify({ locale: language, texts: texts('pages') });
    const script = `globalThis[Symbol.for('distillery.displayLanguage')]=${value};\n`;
    writeFileSync(path.join(folder, `pages.${language}.js`), script);
  }
}

/** First line of the extension: its modules have texts as soon as they are loaded, and VS Code has loaded theirs before. */
export const languagePrologue = `{const{l10n,env}=require("vscode");if(l10n.bundle)globalThis[Symbol.for("distillery.displayLanguage")]={locale:env.language,texts:l10n.bundle};}`;
