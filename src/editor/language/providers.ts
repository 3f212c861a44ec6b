import * as vscode from 'vscode';
import type * as Actions from './actions';
import type * as Answers from './answers';
import { registerExplanations } from './explain';
import { configSelector } from './selector';
import type * as Structure from './structure';

/** The config language is loaded with its first use: activation must not wait for it. */
const language = (): Promise<typeof Answers> => import('./answers');

const structure = (): Promise<typeof Structure> => import('./structure');

const mending = (): Promise<typeof Actions> => import('./actions');

/** Everything that helps in a config: completion, hovers, quick fixes, lenses, hints, outline, links and, for JSON, formatting. */
export function registerProviders(): vscode.Disposable {
  return vscode.Disposable.from(
    registerExplanations(),
    vscode.languages.registerCompletionItemProvider(
      configSelector,
      {
        provideCompletionItems: async (document, position) => (await language()).complete(document, position),
        resolveCompletionItem: async (item) => (await language()).resolveCompletion(item),
      },
      ' ',
      '"',
      ':',
    ),
    vscode.languages.registerHoverProvider(configSelector, {
      provideHover: async (document, position) => (await language()).hover(document, position),
    }),
    vscode.languages.registerCodeLensProvider(configSelector, {
      provideCodeLenses: async (document) => (await language()).lenses(document),
    }),
    vscode.languages.registerCodeActionsProvider(
      configSelector,
      {
        provideCodeActions: async (document, range, context) => (await mending()).actions(document, range, context),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.SourceFixAll] },
    ),
    registerStructure(),
    vscode.languages.registerDocumentFormattingEditProvider(
      { language: 'distillery-json' },
      { provideDocumentFormattingEdits: async (document, options) => (await language()).formatted(document, options) },
    ),
  );
}

/** Outline, inlay hints, links and definitions. */
function registerStructure(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSymbolProvider(
      configSelector,
      { provideDocumentSymbols: async (document) => (await structure()).symbols(document) },
      { label: 'Distillery' },
    ),
    vscode.languages.registerInlayHintsProvider(configSelector, {
      provideInlayHints: async (document, shown) => (await structure()).hints(document, shown),
    }),
    vscode.languages.registerDocumentLinkProvider(configSelector, {
      provideDocumentLinks: async (document) => (await structure()).links(document),
    }),
    vscode.languages.registerDefinitionProvider(configSelector, {
      provideDefinition: async (document, position) => (await structure()).definition(document, position),
    }),
  );
}
