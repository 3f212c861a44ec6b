import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import type * as Config from '../../../config';

const scheme = 'distillery-diagnostic';

/** The address that the code of a diagnostic links to: a click opens what it means. */
export function explanationOf(code: string): vscode.Uri {
  return vscode.Uri.parse(`command:distillery.explainProblem?${encodeURIComponent(JSON.stringify([code]))}`);
}

/** Explanations of all codes, of which few are ever opened. */
type Explanations = Pick<typeof Config, 'explainCode' | 'isProblemCode'>;

/** Shows what a diagnostic means, as a rendered page beside the config. `bundle` is the file that has the explanations. */
export function registerExplanations(bundle: string): vscode.Disposable {
  const textOf = ({ path }: vscode.Uri): string => {
    const { explainCode, isProblemCode } = createRequire(bundle)(bundle) as Explanations;
    const code = path.slice(1).replace(/\.md$/, '');
    return isProblemCode(code) ? explainCode(code) : `# ${code}\n\nThere is no such diagnostic.`;
  };
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, { provideTextDocumentContent: textOf }),
    vscode.commands.registerCommand('distillery.explainProblem', async (code: unknown) => {
      if (typeof code !== 'string') return;
      const page = vscode.Uri.from({ scheme, path: `/${code}.md` });
      await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
    }),
  );
}
