/** Control characters (C0, DEL, C1), line separators and signs that change the direction of text (Unicode TR 9 and 36). */
const unsafe = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text as a terminal may get it: what would move its cursor, set its clipboard or reverse its lines is written as an escape,
 * `\u001b`, which JSON reads back as the same. Texts come from logs, folders and configs that anybody may have written.
 */
export function printable(text: string): string {
  return text.replaceAll(unsafe, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same on one line. */
export function onOneLine(text: string): string {
  return printable(text.replaceAll(/[ \t]*\r?\n[ \t]*/g, ' '));
}

/** Prints a result. */
export function printResult(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

/** Prints progress or a mistake, apart from the result. */
export function printMessage(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}

/** Prints a file's content as the result: into another program as it is, on a terminal without its control characters. */
export function printContent(text: string): void {
  process.stdout.write(process.stdout.isTTY ? printable(text) : text);
}

/** Moves to the start of the terminal's line and clears it. */
const clearLine = '\r\u001b[K';

/** A line of progress that the next one replaces. Nothing where messages go to a file. */
export function showProgressLine(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${clearLine}${onOneLine(text)}`);
}

/** Clears the line of progress, so that a message begins at its start. */
export function clearProgressLine(): void {
  if (process.stderr.isTTY) process.stderr.write(clearLine);
}
