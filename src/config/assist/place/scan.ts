import type { Written } from '../../schema/lookup';
import type { Language } from '../../text/tree';
import { scanBlocks } from './block-scan';
import { scanFlow } from './flow-scan';
import type { Scan, WrittenKey } from './cursor';

/**
 * Every key of a text, half-typed or broken as it may be, and what can be written at an offset; an offset of -1 asks for the
 * keys alone.
 */
export function scanText(text: string, language: Language, offset: number): Scan {
  const scan: Scan = { writtenKeys: [] };
  if (language === 'yaml') scanBlocks(text, offset, scan);
  else {
    const start = contentStart(text, language);
    if (start !== undefined) scanFlow({ text, language, start, limit: text.length, path: [], offset }, scan);
  }
  return scan;
}

/** The offset of a config's first content behind comments and blank lines: text in YAML, the bracket in JSON. */
export function contentStart(text: string, language: Language): number | undefined {
  const leading =
    language === 'json'
      ? /^(?:[\s\uFEFF]|\/\/[^\n]*|\/\*[^]*?\*\/)*/
      : /^(?:[ \t]*(?:#[^\n]*|---[^\n]*|%[^\n]*)?\r?(?:\n|$))*/;
  const start = leading.exec(text.replace(/^\uFEFF/, ' '))?.[0].length ?? 0;
  if (start >= text.length) return undefined;
  if (language === 'yaml') return start;
  const bracket = text.slice(start).search(/[{[]/);
  return bracket < 0 ? undefined : start + bracket;
}

export const isSamePath = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((part, index) => part === b[index]);

interface WrittenKeys {
  readonly writtenKeys: readonly WrittenKey[];
}

/** The one-word value of a key of the map at a path, as it is written. */
export function valueAt({ writtenKeys }: WrittenKeys, path: readonly string[], key: string): string | undefined {
  return writtenKeys.find((writtenKey) => writtenKey.key === key && isSamePath(writtenKey.path, path))?.value;
}

/** The written values of a scanned text, for choosing among the branches of a union. */
export function writtenValues(scan: Scan): Written {
  return (path, key) => valueAt(scan, path.map(String), key);
}
