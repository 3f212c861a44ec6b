import * as vscode from 'vscode';
import { jsonSchema } from '../../../config';
import type { RunSummary } from '../../../runs';
import { complete, hover } from './completion';
import { isHelping } from '../../document/yaml-extension';

/** The completions at a position, without the keys and values that the YAML extension offers. */
export async function completeBesideYaml(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.CompletionItem[]> {
  const items = await complete(document, position);
  if (!isHelping(document, 'completion')) return items;
  const { Property, Value } = vscode.CompletionItemKind;
  return items.filter(({ kind }) => kind !== Property && kind !== Value);
}

/** The hover at a position, without the parts that the YAML extension shows. */
export function hoverBesideYaml(
  document: vscode.TextDocument,
  position: vscode.Position,
  runs: readonly RunSummary[],
): vscode.Hover | undefined {
  const found = hover(document, position, runs);
  if (found === undefined || !isHelping(document, 'hover')) return found;
  const parts = found.contents.flatMap((part) =>
    part instanceof vscode.MarkdownString ? part.value.split('\n\n') : [],
  );
  // The first part names the key and its type, which belongs to the description that is shown elsewhere.
  const own = parts.slice(1).filter((part) => !descriptions().has(part.trim()));
  return own.length === 0 ? undefined : new vscode.Hover(new vscode.MarkdownString(own.join('\n\n')), found.range);
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
