import * as vscode from 'vscode';

type Question =
  | 'showQuickPick'
  | 'showInputBox'
  | 'showOpenDialog'
  | 'showWarningMessage'
  | 'showErrorMessage'
  | 'showInformationMessage';

/** Answers to questions, each given the words of its question. */
export type Answers = Partial<Record<Question, (...words: unknown[]) => unknown>>;

/** Answers the questions of commands in place of a person; gives the words of each question as JSON. */
export async function answering(answers: Answers, perform: () => Thenable<unknown>): Promise<string[]> {
  const window = vscode.window as unknown as Record<Question, (...words: unknown[]) => Promise<unknown>>;
  const names = Object.keys(answers) as Question[];
  const before = names.map((name) => [name, window[name]] as const);
  const asked: string[] = [];
  for (const name of names) {
    window[name] = (...words) => {
      asked.push(JSON.stringify(words));
      return Promise.resolve(answers[name]?.(...words));
    };
  }
  try {
    await perform();
    return asked;
  } finally {
    for (const [name, original] of before) window[name] = original;
  }
}
