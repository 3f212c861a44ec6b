import * as vscode from 'vscode';
import { inlayHints, linksOf, outlineOf, type ConfigLink, type OutlineItem } from '../../../config';
import { configCopies, measuredSpeed, runFiles, runsFolder, type RunSummary } from '../../../runs';
import { parseDocument, toRange } from '../../document/document';

const symbolKinds: Readonly<Record<OutlineItem['kind'], vscode.SymbolKind>> = {
  map: vscode.SymbolKind.Module,
  list: vscode.SymbolKind.Array,
  number: vscode.SymbolKind.Number,
  truth: vscode.SymbolKind.Boolean,
  text: vscode.SymbolKind.String,
};

/** The outline of a config. */
export function symbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
  const symbolOf = (item: OutlineItem): vscode.DocumentSymbol => {
    const { name, detail, kind, nameRange, children } = item;
    const [whole, own] = [toRange(document, item), toRange(document, nameRange)];
    // A key without letters is a name that the editor refuses.
    const symbol = new vscode.DocumentSymbol(name.trim() || '""', detail, symbolKinds[kind], whole.union(own), own);
    symbol.children = children.map(symbolOf);
    return symbol;
  };
  return outlineOf(parseDocument(document)).map(symbolOf);
}

/** Inlay hints: temperatures, steps, sizes, and the training time by the measured speed of earlier runs. */
export function hints(
  document: vscode.TextDocument,
  shown: vscode.Range,
  runs: readonly RunSummary[],
): vscode.InlayHint[] {
  const parsed = parseDocument(document);
  const speed = parsed.config && measuredSpeed(runs, parsed.config);
  return inlayHints(parsed, speed).flatMap(({ offset, text, explanation }) => {
    const position = document.positionAt(offset);
    if (!shown.contains(position)) return [];
    const hint = new vscode.InlayHint(position, text);
    hint.paddingLeft = true;
    hint.tooltip = explanation;
    return [hint];
  });
}

/** Links on model files and on the runs that models come from; only what is there can be opened. */
export async function links(document: vscode.TextDocument): Promise<vscode.DocumentLink[]> {
  const found = await Promise.all(
    linksOf(parseDocument(document)).map(async (link) => {
      const uri = await placeOf(document, link);
      return uri === undefined ? [] : [new vscode.DocumentLink(toRange(document, link), uri)];
    }),
  );
  return found.flat();
}

/** The source of the model at a position: its file, or the config of the run that trained it. */
export async function definition(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Location | undefined> {
  const offset = document.offsetAt(position);
  const link = linksOf(parseDocument(document)).find(({ start, end }) => start <= offset && offset <= end);
  const uri = link && (await placeOf(document, link));
  return uri && new vscode.Location(uri, new vscode.Position(0, 0));
}

async function placeOf({ uri }: vscode.TextDocument, { target }: ConfigLink): Promise<vscode.Uri | undefined> {
  if (target.kind !== 'run') return firstThere([vscode.Uri.joinPath(uri, '..', target.path)]);
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return undefined;
  const run = vscode.Uri.joinPath(vscode.Uri.file(runsFolder(folder.uri.fsPath)), target.run);
  const names = [...Object.values(configCopies), runFiles.manifest];
  return firstThere(names.map((name) => vscode.Uri.joinPath(run, name)));
}

async function firstThere(places: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  for (const place of places) {
    try {
      await vscode.workspace.fs.stat(place);
      return place;
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError)) throw error;
    }
  }
  return undefined;
}
