import type { Language } from './tree';
import { writeEntry } from './write';

/** A key at the top of a config with its value. */
export type WrittenEntry = readonly [key: string, value: unknown];

/** The text of a config, a line for each key, below a comment. */
export function writeConfig(entries: readonly WrittenEntry[], language: Language, comment: string): string {
  const lines = entries.map(([key, value]) => writeEntry(key, value, language));
  const said = comment.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
  if (language === 'yaml') return `# ${said}\n${lines.join('\n')}\n`;
  return `// ${said}\n{\n  ${lines.join(',\n  ')}\n}\n`;
}
