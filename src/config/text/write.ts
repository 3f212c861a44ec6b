import { parse } from './yaml-parser';
import type { Language } from './tree';

/** Words that readers of YAML 1.1 take for something else than text. */
const otherThanText = /^(true|false|null|yes|no|on|off|y|n|~)$/i;

/** A value on one line, as a person would write it: in YAML without quotes where it may go without. */
export function writeFlow(value: unknown, language: Language): string {
  if (Array.isArray(value)) return `[${value.map((item) => writeFlow(item, language)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => writeEntry(key, item, language));
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  if (language === 'yaml' && typeof value === 'string' && isPlain(value)) return value;
  return language === 'yaml' && typeof value === 'number' ? writeNumber(value) : JSON.stringify(value ?? null);
}

/** A key with its value on one line. */
export function writeEntry(key: string, value: unknown, language: Language): string {
  const isBare = language === 'yaml' && isPlain(key);
  return `${isBare ? key : JSON.stringify(key)}: ${writeFlow(value, language)}`;
}

/** JSON has no word for these; YAML has. */
function writeNumber(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  return Object.is(value, -0) ? '-0.0' : String(value);
}

/** Whether YAML reads the bare word back as the same text, in a list in brackets, as a key and as a value alike. */
function isPlain(text: string): boolean {
  if (/^[A-Za-z][\w-]*$/.test(text)) return !otherThanText.test(text);
  if (text.length > 200 || /[\p{Cc}\u2028\u2029\ufeff]|^\s|\s$|^$/u.test(text)) return false;
  try {
    const read: unknown = parse(`a: ${text}\nb: [${text}]\nc: { d: ${text}, ${text}: 1 }`, { logLevel: 'silent' });
    return JSON.stringify(read) === JSON.stringify({ a: text, b: [text], c: { d: text, [text]: 1 } });
  } catch {
    return false;
  }
}
