import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { checkConfig, parseConfig, type Language } from '../../src/config';
import { pairedDocuments, type PairedDocument } from '../documents/documents';
import { placesOf } from '../documents/positions';
import { until, uriOf } from './workspace';

const unquoted = (text: string): string => text.replaceAll(/["']/g, '');
const run = <Answer>(command: string, ...words: unknown[]): Thenable<Answer> =>
  vscode.commands.executeCommand<Answer>(`vscode.execute${command}Provider`, ...words);

const uri = (language: Language): vscode.Uri => uriOf(`paired.distill.${language}`);

/** Opens a text as a config and waits for its diagnostics. */
async function shown(text: string, language: Language): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri(language));
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(change));
  const codes = checkConfig(parseConfig(text, language)).map(({ code }) => code);
  await until(`the diagnostics ${codes.join(' ')}`, () => {
    const now = ownProblems(document).map(({ code }) => codeOf(code));
    return now.join() === codes.join() ? true : undefined;
  });
  return document;
}

function ownProblems({ uri: place }: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(place).filter(({ source }) => source === 'distillery');
}

const codeOf = (code: vscode.Diagnostic['code']): unknown => (typeof code === 'object' ? code.value : code);

async function labelsAt({ uri: place }: vscode.TextDocument, position: vscode.Position): Promise<string[]> {
  const { items } = await run<vscode.CompletionList>('CompletionItem', place, position);
  const own = items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Text);
  return own.map(({ label }) => unquoted(typeof label === 'string' ? label : label.label)).sort();
}

async function hoverAt({ uri: place }: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await run<vscode.Hover[]>('Hover', place, position);
  const parts = hovers.flatMap(({ contents }) => contents);
  return parts.map((part) => (part instanceof vscode.MarkdownString ? unquoted(part.value) : '')).join('\n');
}

/** Semantic tokens of a document. The editor gives five numbers for each: lines and columns by difference. */
async function coloursIn(document: vscode.TextDocument): Promise<string[]> {
  const ask = <Answer>(name: string): Thenable<Answer> =>
    vscode.commands.executeCommand<Answer>(`vscode.provideDocumentSemanticTokens${name}`, document.uri);
  const { tokenTypes, tokenModifiers } = await ask<vscode.SemanticTokensLegend>('Legend');
  const { data } = await ask<vscode.SemanticTokens>('');
  const found: string[] = [];
  let [line, column] = [0, 0];
  for (let place = 0; place < data.length; place += 5) {
    const [lines = 0, columns = 0, length = 0, type = 0, modifiers = 0] = data.slice(place, place + 5);
    column = lines === 0 ? column + columns : columns;
    line += lines;
    const word = document.getText(new vscode.Range(line, column, line, column + length));
    const more = tokenModifiers.filter((_, bit) => (modifiers >> bit) % 2 === 1);
    found.push(`${[tokenTypes[type], ...more].join('.')} ${word}`);
  }
  return found;
}

type Shown = [name: string, detail: string, ...children: Shown[]];
const symbolOf = ({ name, detail, children }: vscode.DocumentSymbol): Shown => [
  unquoted(name),
  detail,
  ...children.map(symbolOf),
];

/** Waits until the hovers over a data set know its files: they are looked at behind, while the editor goes on. */
async function untilDataIsKnown(
  document: vscode.TextDocument,
  places: readonly { readonly offset: number }[],
): Promise<void> {
  await until('the facts of the data', async () => {
    const texts = await Promise.all(places.map(({ offset }) => hoverAt(document, document.positionAt(offset))));
    const aboutData = texts.filter((text) => /training, [\d,]+ validation/.test(text));
    return aboutData.every((text) => text.includes('on disk')) ? true : undefined;
  });
}

/** Answers of the editor's own commands for a document, without the quotes that only one language has. */
async function answersOf(marked: string, language: Language, isBroken: boolean): Promise<Record<string, unknown>> {
  const { text, places } = placesOf(marked, language);
  const document = await shown(text, language);
  const { uri: place } = document;
  // All at once: one after another they take minutes through the editor.
  const completions = await Promise.all(
    places
      .filter(({ name }) => name.startsWith('mark') || !isBroken)
      .map(async ({ name, offset }) => [name, await labelsAt(document, document.positionAt(offset))]),
  );
  if (isBroken) return { completions };
  await untilDataIsKnown(document, places);
  const hovers = await Promise.all(
    places.map(async ({ name, offset }) => [name, await hoverAt(document, document.positionAt(offset))]),
  );
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const actions: string[][] = [];
  for (const { range } of ownProblems(document)) {
    const found = await run<vscode.CodeAction[]>('CodeAction', place, range, vscode.CodeActionKind.QuickFix.value);
    actions.push(found.map(({ title }) => unquoted(title)));
  }
  const hints = await run<vscode.InlayHint[]>('InlayHint', place, whole);
  const links = await run<vscode.DocumentLink[]>('Link', place);
  return {
    completions,
    hovers,
    actions,
    problems: ownProblems(document).map(({ code, message, severity }) => [codeOf(code), unquoted(message), severity]),
    symbols: (await run<vscode.DocumentSymbol[] | undefined>('DocumentSymbol', place))?.map(symbolOf) ?? [],
    hints: hints.map(({ label }) => label),
    colours: await coloursIn(document),
    links: links.map(({ target }) => target?.path),
  };
}

async function compare({ yaml, json, isBroken, offers }: PairedDocument): Promise<void> {
  const one = await answersOf(yaml, 'yaml', isBroken);
  const other = await answersOf(json, 'json', isBroken);
  for (const question of Object.keys(one)) assert.deepEqual(one[question], other[question], question);
  const offered = (one['completions'] as [string, string[]][]).filter(([name]) => name.startsWith('mark'));
  offers.forEach((labels, index) => {
    const here = offered[index]?.[1] ?? [];
    assert.deepEqual(
      labels.filter((label) => !here.includes(label)),
      [],
    );
  });
}

describe('paired documents in the editor', () => {
  before(async () => {
    for (const language of ['yaml', 'json'] as const) {
      await vscode.workspace.fs.writeFile(uri(language), Buffer.from('\n'));
      await vscode.window.showTextDocument(uri(language), { preview: false });
    }
  });
  after(async () => {
    for (const language of ['yaml', 'json'] as const) {
      await vscode.window.showTextDocument(uri(language));
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await vscode.workspace.fs.delete(uri(language));
    }
  });
  it('are at least 40', () => {
    assert.ok(pairedDocuments.length >= 40, String(pairedDocuments.length));
  });
  for (const document of pairedDocuments) {
    it(`${document.title}: the providers answer alike for YAML and JSON`, () => compare(document));
  }
});
