import * as vscode from 'vscode';

const scheme = 'distillery-diagnostic';

/** The address that the code of a diagnostic links to: a click opens what it means. */
export function explanationOf(code: string): vscode.Uri {
  return vscode.Uri.parse(`command:distillery.explainProblem?${encodeURIComponent(JSON.stringify([code]))}`);
}

/** Shows what a diagnostic means, as a rendered page beside the config. */
export function registerExplanations(): vscode.Disposable {
  const textOf = async ({ path }: vscode.Uri): Promise<string> => {
    const { explainCode, isProblemCode } = await import('../../../config');
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
