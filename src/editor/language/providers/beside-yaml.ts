import * as vscode from 'vscode';
import { jsonSchema, type ProblemCode } from '../../../config';
import { complete, hover } from './completion';
import { isHelping } from '../yaml-extension';

/** What can be written at a position, without the keys and values that the YAML extension offers. */
export async function completeBesideYaml(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.CompletionItem[]> {
  const items = await complete(document, position);
  if (!isHelping(document, 'completion')) return items;
  const { Property, Value } = vscode.CompletionItemKind;
  return items.filter(({ kind }) => kind !== Property && kind !== Value);
}

/** What the key or value at a position means, without what the YAML extension shows of it. */
export function hoverBesideYaml(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
  const found = hover(document, position);
  if (found === undefined || !isHelping(document, 'hover')) return found;
  const parts = found.contents.flatMap((part) =>
    part instanceof vscode.MarkdownString ? part.value.split('\n\n') : [],
  );
  // The first part names the key and its type, which belongs to the description that is shown elsewhere.
  const own = parts.slice(1).filter((part) => !descriptions().has(part.trim()));
  return own.length === 0 ? undefined : new vscode.Hover(new vscode.MarkdownString(own.join('\n\n')), found.range);
}

/** What the schema says and the YAML extension checks. */
const schemaCodes: ReadonlySet<string> = new Set<ProblemCode>([
  'syntax',
  'alias',
  'duplicate-key',
  'unknown-key',
  'missing-key',
  'wrong-type',
  'invalid-value',
]);

/** Whether the YAML extension says a problem of a document. Its quick fixes stay ours: nobody else has them. */
export function isSaidByYaml(document: vscode.TextDocument, code: string): boolean {
  return schemaCodes.has(code) && isHelping(document, 'validate');
}

let known: ReadonlySet<string> | undefined;

/** Every description in the schema. */
function descriptions(): ReadonlySet<string> {
  known ??= new Set(descriptionsIn(jsonSchema()));
  return known;
}

function descriptionsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) =>
    (key === 'description' || key === 'markdownDescription') && typeof child === 'string'
      ? child.split('\n\n').map((part) => part.trim())
      : descriptionsIn(child),
  );
}
