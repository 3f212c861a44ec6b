import * as vscode from 'vscode';
import type * as Actions from './actions';
import type * as Answers from './answers';
import { registerExplanations } from './explain';
import { configSelector } from './selector';

/** The config language is loaded with its first use: activation must not wait for it. */
const language = (): Promise<typeof Answers> => import('./answers');

const mending = (): Promise<typeof Actions> => import('./actions');

/** Completion, quick fixes, hovers, code lenses and, for JSON, formatting of configs. */
export function registerProviders(): vscode.Disposable {
  return vscode.Disposable.from(
    registerExplanations(),
    vscode.languages.registerCompletionItemProvider(
      configSelector,
      { provideCompletionItems: async (document, position) => (await language()).complete(document, position) },
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
    vscode.languages.registerDocumentFormattingEditProvider(
      { language: 'distillery-json' },
      { provideDocumentFormattingEdits: async (document, options) => (await language()).formatted(document, options) },
    ),
  );
}
