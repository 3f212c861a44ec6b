import { dataCodes } from './data-codes';
import { objectiveCodes, temperatureCodes } from './objective-codes';
import { referenceCodes } from './reference-codes';
import { schemaCodes } from './schema-codes';
import { textCodes } from './text-codes';
import { trainingCodes } from './training-codes';

/** Every code that a diagnostic can have. */
export const problemCodes = {
  ...textCodes,
  ...schemaCodes,
  ...objectiveCodes,
  ...temperatureCodes,
  ...trainingCodes,
  ...dataCodes,
  ...referenceCodes,
} as const;

export type ProblemCode = keyof typeof problemCodes;

/** The codes themselves, in the order of the page. */
export const codeNames = Object.keys(problemCodes).filter(isProblemCode);

/** Whether a text is the code of a diagnostic. */
export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(problemCodes, text);
}

/** The meaning of a code, in Markdown with a heading of that level. */
export function explainCode(code: ProblemCode, level = 1): string {
  const { title, explanation } = problemCodes[code];
  return `${'#'.repeat(level)} ${code}\n\n**${title}.** ${explanation}`;
}
