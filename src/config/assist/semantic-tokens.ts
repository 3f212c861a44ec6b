import { wordsOfExpression, type ExpressionWord } from '../../distillation';
import type { ParsedConfig } from '../check/parse';
import type { SchemaNode } from '../schema/json-schema';
import { rootSchemas, schemasBelow } from '../schema/lookup';
import type { Range } from '../problems/problem';
import type { TreeNode } from '../text/tree';

/** A part of a config that means more than its grammar shows. It lies on one line. */
export interface SemanticToken extends Range {
  /** A name that is one of a choice, a temperature, where a model comes from, or a part of an expression. */
  readonly kind: 'name' | 'temperature' | 'source' | ExpressionWord['kind'];
}

/** The semantic tokens of a config, in the order of the text: only values that are valid. */
export function semanticTokensOf({ text, root }: Pick<ParsedConfig, 'text' | 'root'>): SemanticToken[] {
  const found = new Map<number, SemanticToken>();
  const visit = (node: TreeNode, schemas: readonly SchemaNode[]): void => {
    switch (node.kind) {
      case 'scalar':
        // The value behind an alias has one place in the text.
        for (const colour of tokensOfScalar(node, schemas, text)) found.set(colour.start, colour);
        return;
      case 'list': {
        const ofItems = schemasBelow(schemas, '0', undefined);
        for (const item of node.items) visit(item, ofItems);
        return;
      }
      case 'map': {
        const written = (key: string): unknown => {
          const value = node.entries.find((one) => one.key === key)?.node;
          return value?.kind === 'scalar' ? value.value : undefined;
        };
        for (const entry of node.entries) visit(entry.node, schemasBelow(schemas, entry.key, written));
      }
    }
  };
  if (root) visit(root, rootSchemas());
  return [...found.values()].sort((one, other) => one.start - other.start);
}

function tokensOfScalar(
  node: Extract<TreeNode, { kind: 'scalar' }>,
  schemas: readonly SchemaNode[],
  text: string,
): SemanticToken[] {
  const { value } = node;
  const whole = insideQuotes(text, node);
  const written = text.slice(whole.start, whole.end);
  if (typeof value === 'number') {
    const isTemperature = schemas.some(({ role }) => role === 'temperature') && /^[\w.+-]+$/.test(written);
    return isTemperature ? [{ kind: 'temperature', ...whole }] : [];
  }
  if (typeof value !== 'string') return [];
  const roles = schemas.map(({ role }) => role);
  // With escapes, offsets in the value are not those in the text.
  if (roles.includes('expression')) return written.includes('\\') ? [] : expressionTokens(written, whole.start);
  if (written !== value || value === '') return [];
  if (roles.includes('source')) return [{ kind: 'source', ...whole }];
  const isName = schemas.some((schema) => schema.const === value || schema.enum?.includes(value) === true);
  return isName ? [{ kind: 'name', ...whole }] : [];
}

function expressionTokens(expression: string, offset: number): SemanticToken[] {
  // The head of a YAML block text is none of it.
  const text = expression.replace(/^[|>][^\n]*/, (head) => ' '.repeat(head.length));
  return wordsOfExpression(text).map(({ kind, start, end }) => {
    return { kind, start: start + offset, end: end + offset };
  });
}

function insideQuotes(text: string, { start, end }: Range): Range {
  const isQuoted = /^(["'])[^]*\1$/.test(text.slice(start, end)) && end - start >= 2;
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}
