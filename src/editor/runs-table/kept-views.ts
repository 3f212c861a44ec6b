import * as vscode from 'vscode';
import { readViews, type SavedView } from '../../panel/messages';

/** Key under which a workspace keeps the views of its runs table. */
const viewsKey = 'distillery.tableViews';
const maxNameLength = 60;

/** Views that were saved in this workspace, by name. */
export function readKeptViews(memory: vscode.Memento): readonly SavedView[] {
  return readViews(memory.get(viewsKey, []));
}

/** Asks for a name and saves a view under it, in place of one of that name. False where the person turns back. */
export async function keepView(memory: vscode.Memento, view: SavedView['view']): Promise<boolean> {
  const kept = readKeptViews(memory);
  const name = await vscode.window.showInputBox({
    title: 'Save View',
    prompt: 'Filter, groups, order and columns are kept in this workspace under a name',
    validateInput: (text) => {
      if (text.trim() === '') return 'A name';
      return text.length > maxNameLength ? `At most ${maxNameLength} characters` : undefined;
    },
  });
  if (name === undefined || name.trim() === '') return false;
  const others = kept.filter((one) => one.name !== name.trim());
  const views = [...others, { name: name.trim(), view }].sort((one, other) => (one.name < other.name ? -1 : 1));
  await memory.update(viewsKey, views);
  return true;
}

/** Forgets a view. */
export async function dropView(memory: vscode.Memento, name: string): Promise<void> {
  await memory.update(
    viewsKey,
    readKeptViews(memory).filter((one) => one.name !== name),
  );
}
