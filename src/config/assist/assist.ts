import { strategies } from '../../distillation';
import { schemasAt } from '../schema/lookup';
import { MAX_CONFIG_BYTES, nodeAt, readTree, valueOf, type Language, type Range } from '../text/tree';
import { contextAt } from './context';

export interface Completion extends Range {
  readonly label: string;
  readonly insertText: string;
  readonly kind: 'key' | 'value';
  readonly detail?: string;
  readonly documentation?: string;
}

/** The keys or values that may stand at an offset, also in a half-typed document. */
export function completeConfig(text: string, language: Language, offset: number): Completion[] {
  if (text.length > MAX_CONFIG_BYTES) return [];
  const { path, key, start, end } = contextAt(text, language, offset);
  const quote = (word: unknown): string => (language === 'json' ? JSON.stringify(word) : String(word));
  const node = nodeAt(readTree(text, language).root, path)?.node;
  const written = node?.kind === 'map' ? node.entries : [];
  const strategyNode = written.find((entry) => entry.key === 'strategy')?.node;
  if (key !== undefined) {
    const values = schemasAt([...path, key]).flatMap((schema) =>
      schema.const !== undefined ? [schema.const] : (schema.enum ?? (schema.type === 'boolean' ? [true, false] : [])),
    );
    return [...new Set(values)].map((value) => {
      const strategy = key === 'strategy' ? strategies.find(({ name }) => name === value) : undefined;
      const help = strategy ? { detail: strategy.formula, documentation: strategy.summary } : {};
      return { label: String(value), insertText: quote(value), kind: 'value', start, end, ...help };
    });
  }
  const known = new Map(
    schemasAt(path, strategyNode && valueOf(strategyNode)).flatMap((schema) => Object.entries(schema.properties ?? {})),
  );
  for (const entry of written) if (entry.keyRange.start !== start) known.delete(entry.key);
  return [...known].map(([label, schema]) => {
    const help = schema.description ? { documentation: schema.description } : {};
    return { label, insertText: `${quote(label)}: `, kind: 'key', start, end, ...help };
  });
}
