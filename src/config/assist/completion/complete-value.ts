import type { SchemaNode } from '../../schema/json-schema';
import { schemasAt } from '../../schema/lookup';
import { describeMember } from '../../schema/member-description';
import { itemsOf, sampleOf } from '../../schema/sample';
import type { Language } from '../../text/tree';
import { writeFlow } from '../../text/write';
import { aboutCombination, type About } from '../about';
import { aboutKind } from './complete-key';
import { completionOf, type Completion } from './completion';
import { sketchFlow, type Piece } from '../sketch';
import { isSamePath, writtenValues } from '../place/scan';
import type { Scan, ValueSpot } from '../place/cursor';

/** A name that only the disk knows, such as that of a file, a run or a class, with what is known of it. */
export interface OfferedName {
  readonly name: string;
  /** The value to write, where it is not the name itself. */
  readonly value?: number;
  readonly detail?: string;
}

interface Choice extends Partial<About> {
  readonly value: unknown;
  readonly kind: Completion['kind'];
  readonly schema: SchemaNode;
}

/** The values that a spot may hold, and the names that were found for it. */
export function completeValue(
  spot: ValueSpot,
  scan: Scan,
  language: Language,
  names: readonly OfferedName[],
): Completion[] {
  if (scan.writtenKeys.some(({ path }) => isSamePath(path, spot.path))) return [];
  const choices = schemasAt(spot.path, writtenValues(scan)).flatMap((schema) => choicesOf(schema, spot.path));
  const key = spot.path.at(-1) ?? '';
  const kind = key === 'run' ? 'run' : /^\d+$/.test(key) ? 'value' : 'file';
  const all = [
    ...choices,
    ...names.map(({ name, value = name, ...about }): Choice => ({ value, kind, schema: {}, ...about })),
  ];
  const offered = new Map(all.map((choice) => [writeFlow(choice.value, language), choice]));
  return [...offered].map(([written, { value, kind: own, schema, ...about }]) => {
    const label = typeof value === 'string' ? value : written;
    return completionOf(spot, label, own, piecesOf(value, schema, spot, language), about);
  });
}

/** The pieces of a value with the commas and the space that it needs. */
export function piecesOf(value: unknown, schema: SchemaNode, spot: ValueSpot, language: Language): Piece[] {
  const before = (spot.needsCommaBefore ? ', ' : '') + (spot.needsSpace ? ' ' : '');
  const isMap = typeof value === 'object' && value !== null;
  const main = isMap && spot.quote === undefined ? sketchFlow(value, schema, language) : [plain(value, spot, language)];
  return [before, ...main, spot.needsCommaAfter ? ',' : ''];
}

/** Text goes on behind the quote that is there; anything else cannot, and is left to be text. */
function plain(value: unknown, { quote }: ValueSpot, language: Language): string {
  if (quote === undefined) return writeFlow(value, language);
  return `${typeof value === 'string' ? value : JSON.stringify(value)}${quote}`;
}

function choicesOf(schema: SchemaNode, path: readonly string[]): Choice[] {
  const key = path.at(-1) ?? '';
  if (schema.const !== undefined) {
    return [{ value: schema.const, kind: 'value', schema, ...aboutKind(key, schema) }];
  }
  if (schema.enum) return schema.enum.map((value) => member(value, schema, key));
  if (schema.type === 'boolean') return [true, false].map((value) => member(value, schema, key));
  const [name, fixed] = Object.entries(schema.properties ?? {}).find(([, node]) => node.const !== undefined) ?? [];
  if (name !== undefined) return [{ value: sampleOf(schema, key), kind: 'block', schema, ...aboutKind(name, fixed) }];
  if (/^\d+$/.test(key)) return itemsOf(path.at(-2) ?? '').map((value) => ({ value, kind: 'value', schema }));
  if (schema.type === 'array') return [{ value: sampleOf(schema, key), detail: 'for example', kind: 'block', schema }];
  if (schema.type === 'object') {
    const choice: Choice = { value: sampleOf(schema, key), detail: 'what is required', kind: 'block', schema };
    return schema.required ? [choice] : [];
  }
  const isLeaf = schema.default !== undefined && typeof schema.default !== 'object';
  return isLeaf ? [member(schema.default, schema, key)] : [];
}

/** A member of a choice, or a default. */
function member(value: unknown, schema: SchemaNode, key: string): Choice {
  const catalogued = key === 'combine' ? aboutCombination(value) : undefined;
  const meaning = describeMember(value, schema);
  const document = catalogued?.document ?? (meaning === undefined ? undefined : (): string => meaning);
  const detail = value === schema.default ? 'the default' : catalogued?.detail;
  return {
    ...{ value, schema, kind: 'value' },
    ...(detail === undefined ? {} : { detail }),
    ...(document === undefined ? {} : { document }),
  };
}
