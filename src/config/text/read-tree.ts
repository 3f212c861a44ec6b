import { formatCount } from '../../wording';
import { errorAt, type Problem } from '../problems/problem';
import { encodingFaultOf } from './encoding';
import { hasTooMany, isTooDeep, maxDepth, maxNodes } from './limits';
import { readJson } from './read-json';
import { readYaml } from './read-yaml';
import type { Language, Tree } from './tree';

/** 256 KB; the longest config of the examples has 4. */
export const MAX_CONFIG_BYTES = 256 * 1024;

/** Reads text into one kind of tree. Never throws; what could not be read is a problem with a range. */
export function readTree(text: string, language: Language): Tree {
  const refusal = refusalOf(text, language);
  if (refusal !== undefined) return { root: undefined, problems: [refusal] };
  const fault = encodingFaultOf(text);
  const misread: Problem[] = [];
  if (fault) {
    const range = { start: fault.offset, end: fault.offset + 1 };
    misread.push(errorAt(range, 'encoding', `${fault.message}. ${saveAgain}`));
  }
  if (fault?.offset === 0) return { root: undefined, problems: misread };
  try {
    const { root, problems } = language === 'yaml' ? readYaml(text) : readJson(text);
    return { root, problems: [...misread, ...problems] };
  } catch (error) {
    const all = { start: 0, end: text.length };
    return { root: undefined, problems: [errorAt(all, 'unreadable', `The config cannot be read: ${String(error)}`)] };
  }
}

/** The reason why a text is not given to a parser at all: it is no config, and would make the editor wait. */
function refusalOf(text: string, language: Language): Problem | undefined {
  const head = { start: 0, end: Math.min(text.length, 1) };
  if (Buffer.byteLength(text) > MAX_CONFIG_BYTES) {
    return errorAt(head, 'too-large', 'The config is over 256 KB and was not read. Remove what is no setting.');
  }
  if (isTooDeep(text)) {
    return errorAt(head, 'too-deep', `The config is nested over ${maxDepth} levels. Flatten it.`);
  }
  if (language === 'json' || !hasTooMany(text)) return undefined;
  const message = `The config has over ${formatCount(maxNodes)} values and was not read. Remove what is no setting.`;
  return errorAt(head, 'too-deep', message);
}

const saveAgain = 'Save it as UTF-8: click the encoding in the status bar, then Reopen and Save with Encoding.';
