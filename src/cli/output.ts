import { createInterface } from 'node:readline/promises';

/**
 * Control characters (C0, DEL, C1) but tabs and line ends, line separators and characters that change the direction of text
 * (Unicode TR 9 and 36).
 */
const unsafe = /[^\P{Cc}\r\n\t]|\r(?!\n)|[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text that is safe for a terminal: characters that move its cursor, set its clipboard or reverse its lines become escapes such
 * as `\u001b`, which JSON reads back as the same. Logs, folder names and configs may come from strangers.
 */
export function printable(text: string): string {
  return text.replaceAll(unsafe, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A text for a terminal on one line, without control characters. */
export function onOneLine(text: string): string {
  return printable(text.replaceAll(/[ \t]*\r?\n[ \t]*/g, ' '));
}

/** Prints a result of one or more lines. */
export function printResult(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

/** Prints a result of one line. */
export function printSentence(text: string): void {
  process.stdout.write(`${onOneLine(text)}\n`);
}

/** Prints progress or a mistake on one line of the standard error, so that no name in it can forge another line. */
export function printMessage(text: string): void {
  process.stderr.write(`${onOneLine(text)}\n`);
}

/** Prints some lines beside the result on the standard error. */
export function printNotice(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}

/** Prints a fault of the program with its stack. */
export function printFault(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}

/** Prints the content of a file as the result. A pipe gets no control characters either: it may end in a terminal. */
export function printContent(text: string): void {
  process.stdout.write(printable(text));
}

/** Moves to the start of the terminal's line and clears it. */
const clearLine = '\r\u001b[K';

/** Shows a line of progress, which the next one replaces; nothing when the standard error is no terminal. */
export function showProgressLine(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${clearLine}${onOneLine(text)}`);
}

/** Clears the line of progress, so that a message begins at its start. */
export function clearProgressLine(): void {
  if (process.stderr.isTTY) process.stderr.write(clearLine);
}

/** Asks a question on the terminal's standard error; resolves with the line that is written. */
export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(printable(question));
  } finally {
    terminal.close();
  }
}
