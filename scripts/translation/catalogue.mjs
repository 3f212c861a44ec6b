// The Chinese texts, by their English: l10n/zh-cn/*.json. l10n/README.md says how they are written.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Tag of the language beside English, as VS Code writes it. */
export const language = 'zh-cn';

/** Folder of the texts; each file is one surface. */
export const textsFolder = path.join(root, 'l10n', language);

/** Texts of package.json. */
export const readManifestTexts = () => readTexts('manifest.json');

/** Texts of the extension and its pages. */
export function readSourceTexts() {
  const files = readdirSync(textsFolder).filter((name) => name.endsWith('.json') && name !== 'manifest.json');
  return Object.assign({}, ...files.map(readTexts));
}

const readTexts = (name) => JSON.parse(readFileSync(path.join(textsFolder, name), 'utf8'));

/** Literals that look like texts and are none. */
export const readNoTexts = () => new Set(JSON.parse(readFileSync(path.join(root, 'l10n/no-texts.json'), 'utf8')));

/** Values of English texts that a translation leaves out, since they are endings of English words: their indices, by text. */
export const readLeftOutValues = () => JSON.parse(readFileSync(path.join(root, 'l10n/left-out-values.json'), 'utf8'));

/**
 * Sources whose texts stay English: what is written for machines, for agents and for logs, and generated code. The terminal's
 * bundle, the trainer and the supervisor are built without any translation: their output is read by scripts and kept in run folders.
 */
const english = [
  'src/agents/',
  'src/coordinator/',
  'src/display-language/',
  'src/editor/agents/',
  'src/emit/',
  'src/config/edit/starter',
  'src/editor/terminal/launch-scripts.ts',
  'src/config/schema/reference.ts',
  'src/config/problems/reference.ts',
  'src/runs/protocol/',
  'src/students/',
  'src/supervisor/',
  'src/tensorboard/',
  'src/markup/',
];

/** The source below one of these whose texts people read: the reasons for which a file is none of the protocol's. */
const translatedAllTheSame = 'src/runs/protocol/shape.ts';

/** Whether texts of a source are translated; takes its path from the root, with slashes. */
export const isTranslated = (file) =>
  file === translatedAllTheSame ||
  (/^(src|webview)\/.*\.ts$/.test(file) && !english.some((beginning) => file.startsWith(beginning)));
