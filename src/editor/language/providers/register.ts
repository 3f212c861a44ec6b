import * as vscode from 'vscode';
import type * as Actions from './quick-fixes';
import type * as Answers from './completion';
import type * as BesideYaml from './beside-yaml';
import { colourLegend } from './token-legend';
import type * as Colours from './semantic-tokens';
import type { RunStore } from '../../running/run-store';
import { registerExplanations } from '../diagnostics/explanations';
import type * as Lenses from './code-lenses';
import { configSelector } from '../selector';
import type * as Structure from './structure';

/** The config language is loaded with its first use: activation must not wait for it. */
const language = (): Promise<typeof Answers> => import('./completion');

const besideYaml = (): Promise<typeof BesideYaml> => import('./beside-yaml');

const structure = (): Promise<typeof Structure> => import('./structure');

const mending = (): Promise<typeof Actions> => import('./quick-fixes');

const colouring = (): Promise<typeof Colours> => import('./semantic-tokens');

const above = (): Promise<typeof Lenses> => import('./code-lenses');

/** Everything that helps in a config: completion, hovers, quick fixes, lenses, hints, outline, links, colours and, for JSON, formatting. */
export function registerProviders(store: RunStore): vscode.Disposable {
  return vscode.Disposable.from(
    registerExplanations(),
    vscode.languages.registerCompletionItemProvider(
      configSelector,
      {
        provideCompletionItems: async (document, position) =>
          (await besideYaml()).completeBesideYaml(document, position),
        resolveCompletionItem: async (item) => (await language()).resolveCompletion(item),
      },
      ' ',
      '"',
      ':',
    ),
    vscode.languages.registerHoverProvider(configSelector, {
      provideHover: async (document, position) => (await besideYaml()).hoverBesideYaml(document, position),
    }),
    registerLenses(store),
    vscode.languages.registerCodeActionsProvider(
      configSelector,
      {
        provideCodeActions: async (document, range, context) => (await mending()).actions(document, range, context),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.SourceFixAll] },
    ),
    registerStructure(store),
    vscode.languages.registerDocumentSemanticTokensProvider(
      configSelector,
      { provideDocumentSemanticTokens: async (document) => (await colouring()).colours(document) },
      colourLegend,
    ),
    vscode.languages.registerDocumentFormattingEditProvider(
      { language: 'distillery-json' },
      { provideDocumentFormattingEdits: async (document, options) => (await language()).formatted(document, options) },
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
      const outcomes = JSON.stringify(runs.map(({ folder, status, progress }) => [folder, status, progress.errors]));
      if (outcomes === known) return;
      known = outcomes;
      changed.fire();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('distillery.codeLens')) changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(configSelector, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: async (document) => (await above()).lensesOf(document, store.runs),
    }),
  );
}

/** Outline, inlay hints, links and definitions. */
function registerStructure(store: RunStore): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSymbolProvider(
      configSelector,
      { provideDocumentSymbols: async (document) => (await structure()).symbols(document) },
      { label: 'Distillery' },
    ),
    vscode.languages.registerInlayHintsProvider(configSelector, {
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
