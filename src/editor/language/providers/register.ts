import * as vscode from 'vscode';
import type * as QuickFixes from './quick-fixes';
import type * as Completion from './completion';
import type * as BesideYaml from './beside-yaml';
import { tokenLegend } from './token-legend';
import type * as SemanticTokens from './semantic-tokens';
import type { Host } from '../../commands';
import type { RunStore } from '../../run-store';
import { registerExplanations } from '../diagnostics/explanations';
import type * as CodeLenses from './code-lenses';
import { dataFactsChanged } from '../../document/data-facts-events';
import { configSelector } from '../../document/selector';
import type * as Structure from './structure';

/** The config language is loaded with its first use: activation must not wait for it. */
const completion = (): Promise<typeof Completion> => import('./completion');

const besideYaml = (): Promise<typeof BesideYaml> => import('./beside-yaml');

const structure = (): Promise<typeof Structure> => import('./structure');

const quickFixes = (): Promise<typeof QuickFixes> => import('./quick-fixes');

const semanticTokens = (): Promise<typeof SemanticTokens> => import('./semantic-tokens');

const codeLenses = (): Promise<typeof CodeLenses> => import('./code-lenses');

/** Registers completion, hovers, quick fixes, code lenses, inlay hints, outline, links, semantic tokens and, for JSON, formatting. */
export function registerProviders({ context, store }: Host): vscode.Disposable {
  return vscode.Disposable.from(
    registerExplanations(context.asAbsolutePath('dist/problem-codes.js')),
    vscode.languages.registerCompletionItemProvider(
      configSelector,
      {
        provideCompletionItems: async (document, position) =>
          (await besideYaml()).completeBesideYaml(document, position),
        resolveCompletionItem: async (item) => (await completion()).resolveCompletion(item),
      },
      ' ',
      '"',
      ':',
    ),
    vscode.languages.registerHoverProvider(configSelector, {
      provideHover: async (document, position) => (await besideYaml()).hoverBesideYaml(document, position, store.runs),
    }),
    registerLenses(store),
    vscode.languages.registerCodeActionsProvider(
      configSelector,
      {
        provideCodeActions: async (document, range, context) => (await quickFixes()).actions(document, range, context),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.SourceFixAll] },
    ),
    registerStructure(store),
    vscode.languages.registerDocumentSemanticTokensProvider(
      configSelector,
      { provideDocumentSemanticTokens: async (document) => (await semanticTokens()).semanticTokens(document) },
      tokenLegend,
    ),
    vscode.languages.registerDocumentFormattingEditProvider(
      { language: 'distillery-json' },
      {
        provideDocumentFormattingEdits: async (document, options) => (await completion()).formatted(document, options),
      },
    ),
  );
}

/** Lenses are asked for again when a run's outcome changes, or when a person turns some on or off. */
function registerLenses(store: RunStore): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let known = '';
  return vscode.Disposable.from(
    changed,
    store.onDidChange(({ runs }) => {
      const outcomes = JSON.stringify(
        runs.map(({ folder, status, progress, marks }) => [folder, status, progress.errors, marks?.baseline]),
      );
      if (outcomes === known) return;
      known = outcomes;
      changed.fire();
    }),
    dataFactsChanged.event(() => {
      changed.fire();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('distillery.codeLens')) changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(configSelector, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: async (document) => (await codeLenses()).lensesOf(document, store.runs),
    }),
  );
}

/** Outline, inlay hints, links and definitions. */
function registerStructure(store: RunStore): vscode.Disposable {
  const hintsChange = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    hintsChange,
    dataFactsChanged.event(() => {
      hintsChange.fire();
    }),
    vscode.languages.registerDocumentSymbolProvider(
      configSelector,
      { provideDocumentSymbols: async (document) => (await structure()).symbols(document) },
      { label: 'Distillery' },
    ),
    vscode.languages.registerInlayHintsProvider(configSelector, {
      onDidChangeInlayHints: hintsChange.event,
      provideInlayHints: async (document, shown) => (await structure()).hints(document, shown, store.runs),
    }),
    vscode.languages.registerDocumentLinkProvider(configSelector, {
      provideDocumentLinks: async (document) => (await structure()).links(document),
    }),
    vscode.languages.registerDefinitionProvider(configSelector, {
      provideDefinition: async (document, position) => (await structure()).definition(document, position),
    }),
  );
}
