import { formatAnd } from '../../wording';
import type { Language } from '../text/tree';
import { writeEntry } from '../text/write';
import { entriesOf, readMarked, type Marked } from './marked';
import { translateMdistiller } from './mdistiller';
import { translateTorchdistill } from './torchdistill';
import { TranslationFault, type Translation } from './translation';

// The extension has this file and all behind it in a bundle of its own, which must have the class that it throws.
export { TranslationFault };

/** Tools whose configs are recognised by keys that only they have at the top, and translated. */
export const foreignTools = {
  torchdistill: { keys: ['datasets', 'models'], translate: translateTorchdistill },
  mdistiller: { keys: ['EXPERIMENT', 'DISTILLER'], translate: translateMdistiller },
} as const satisfies Readonly<
  Record<string, { readonly keys: readonly string[]; readonly translate: (config: Marked) => Translation }>
>;

export type ForeignTool = keyof typeof foreignTools;

/** The tool of a config by its keys at the top; undefined for a config of ours and any other. */
export function toolOfKeys(keys: ReadonlySet<string>): ForeignTool | undefined {
  if (keys.has('data') || keys.has('student')) return undefined;
  const names: readonly ForeignTool[] = ['torchdistill', 'mdistiller'];
  return names.find((name) => foreignTools[name].keys.every((key) => keys.has(key)));
}

/** A config that was translated, as text, with what was taken and what was left out or replaced. */
export interface TranslatedConfig extends Translation {
  readonly text: string;
}

/**
 * Translates a config of another tool into the text of one of ours, whose first lines say what was left out or replaced.
 * Nothing that the text names is executed or opened. Throws TranslationFault with the reason where that cannot be done.
 */
export function translateConfig(text: string, tool: ForeignTool, language: Language): TranslatedConfig {
  const config = readMarked(text);
  if (config === undefined) throw new TranslationFault('it cannot be read as YAML');
  const keys = new Set(entriesOf(config).map(([key]) => key));
  const missing = foreignTools[tool].keys.filter((key) => !keys.has(key));
  if (missing.length > 0)
    throw new TranslationFault(`it is no config of ${tool}, which has ${formatAnd(missing)} at the top`);
  const translation = foreignTools[tool].translate(config);
  return { ...translation, text: write(translation, tool, language) };
}

function write({ settings, left }: Translation, tool: ForeignTool, language: Language): string {
  const head = [`Translated from a config of ${tool}.`, ...(left.length === 0 ? [] : ['Left out or replaced:'])];
  const sign = language === 'yaml' ? '#' : '//';
  const comments = [...head, ...left.map((one) => `- ${one}`)].map((line) => `${sign} ${onOneLine(line)}`);
  const entries = Object.entries(settings).map(([key, value]) => writeEntry(key, value, language));
  const body = language === 'yaml' ? entries.join('\n') : `{\n  ${entries.join(',\n  ')}\n}`;
  return `${comments.join('\n')}\n${body}\n`;
}

/** Names of a stranger's config stand in comments, which end with their line. */
const onOneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
