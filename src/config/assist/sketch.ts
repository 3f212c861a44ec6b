import { mapOfValue, type SchemaNode } from '../schema/json-schema';
import type { Language } from '../text/tree';
import { writeEntry, writeFlow } from '../text/write';

/** Part of an inserted text: literal text, or a tab stop with a proposed value. */
export type Piece = string | Stop;

/** Tab stop of a snippet. */
interface Stop {
  readonly text: string;
  /** The whole choice, where there is one. */
  readonly choices?: readonly string[];
}

/** The text without stops. */
export function plainOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
}

/** The text as a snippet of the editor: its places in order, then its end. */
export function snippetOf(pieces: readonly Piece[]): string {
  let count = 0;
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return escaped(piece);
      count += 1;
      if (piece.choices === undefined) return `\${${count}:${escaped(piece.text)}}`;
      // The editor begins with the first choice.
      const rest = piece.choices.filter((choice) => choice !== piece.text);
      const choices = [piece.text, ...rest].map((choice) => choice.replaceAll(/[\\,|]/g, '\\$&'));
      return `\${${count}|${choices.join(',')}|}`;
    })
    .join('');
}

const escaped = (text: string): string => text.replaceAll(/[\\$}]/g, '\\$&');

/** A value on one line, with a tab stop at each part that a person may want to change. */
export function sketchFlow(value: unknown, schema: SchemaNode, language: Language): Piece[] {
  if (Array.isArray(value)) {
    const items = value.map((item) => sketchFlow(item, schema.items ?? {}, language));
    return ['[', ...joined(items, ', '), ']'];
  }
  if (typeof value !== 'object' || value === null) return sketchScalar(value, schema, language);
  const entries = sketchEntries(value, schema, language);
  return entries.length === 0 ? ['{}'] : ['{ ', ...joined(entries, ', '), ' }'];
}

/** The entries of a map, each on one line. */
export function sketchEntries(value: object, schema: SchemaNode, language: Language): Piece[][] {
  const { properties = {} } = mapOfValue(schema, value);
  return Object.entries(value).map(([key, item]) => sketchEntry(key, item, properties[key] ?? {}, language));
}

/** A key with its value on one line. */
export function sketchEntry(key: string, value: unknown, schema: SchemaNode, language: Language): Piece[] {
  return [keyOf(key, language), ...sketchFlow(value, schema, language)];
}

/** A key with its map or list of maps on YAML lines of their own, each entry on one. */
export function sketchBlock(key: string, value: object, schema: SchemaNode): Piece[] {
  if (!Array.isArray(value)) {
    const entries = sketchEntries(value, schema, 'yaml');
    return [`${keyOf(key, 'yaml').trimEnd()}\n  `, ...joined(entries, '\n  ')];
  }
  const items = value.flatMap((item: object) => {
    return ['\n  - ', ...joined(sketchEntries(item, schema.items ?? {}, 'yaml'), '\n    ')];
  });
  return [keyOf(key, 'yaml').trimEnd(), ...items];
}

/** Parts with a text between each two. */
export function joined(parts: readonly Piece[][], between: string): Piece[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [between, ...part]));
}

/** A key with its colon and a space. */
function keyOf(key: string, language: Language): string {
  return writeEntry(key, 0, language).slice(0, -1);
}

function sketchScalar(value: unknown, schema: SchemaNode, language: Language): Piece[] {
  const text = writeFlow(value, language);
  if (schema.const !== undefined) return [text];
  const branch = (schema.anyOf ?? []).find(({ type }) => type === typeof value);
  const { enum: members = schema.type === 'boolean' ? [true, false] : undefined } = branch ?? schema;
  if (members !== undefined) {
    return [{ text, choices: members.map((member) => writeFlow(member, language)) }];
  }
  if (typeof value !== 'string' || !text.startsWith('"')) return [{ text }];
  return ['"', { text: text.slice(1, -1) }, '"'];
}
