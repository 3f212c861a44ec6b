import type * as vscode from 'vscode';
import type { DataLookup } from '../../config';
import { publishedFacts } from '../../data-sources';
import { knownFinding } from '../../running';

/** Facts for a config's lints, hovers and lenses: the last ones, or before the first look what is published. */
export function lookUpFor({ uri }: vscode.TextDocument): DataLookup {
  return (options) => {
    const finding = knownFinding(options, uri.fsPath);
    if (finding === undefined) return publishedFacts(options);
    return finding.kind === 'facts' ? finding.facts : undefined;
  };
}
