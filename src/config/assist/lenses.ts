import type { Range } from '../problems/problem';
import { MAX_CONFIG_BYTES } from '../text/read-tree';
import type { Language } from '../text/tree';
import { contentStart, isSamePath, scanText, valueAt } from './place/scan';
import type { WrittenKey } from './place/cursor';

/** A place that lenses stand above. */
export type LensAnchor = Range &
  (
    | { readonly kind: 'run'; readonly isScript: boolean }
    | { readonly kind: 'model' }
    | { readonly kind: 'augment' }
    | {
        readonly kind: 'temperature';
        /** The strategy as it is written, finished or not. */
        readonly strategy: string;
        /** The path of the temperature: the config's own or that of a teacher. */
        readonly path: readonly string[];
      }
  );

/**
 * The places of lenses: `run` above the first line that is no comment, `model` above the student's, `augment` above that of the
 * data, `temperature` above each temperature. They are found in a text that is half-typed too, so that they do not come and go, nor move, with every key.
 */
export function lensAnchors(text: string, language: Language): LensAnchor[] {
  const start = text.length > MAX_CONFIG_BYTES ? undefined : contentStart(text, language);
  if (start === undefined) return [];
  const scan = scanText(text, language, -1);
  // A long config has thousands of keys: those of lenses lie at three levels at most.
  const keys = scan.writtenKeys.filter(({ path }) => path.length <= 3);
  const keyIn = (holder: string, name: string): WrittenKey | undefined =>
    keys.find(({ key, path }) => key === name && isSamePath(path, [holder]));
  const model = keyIn('student', 'model');
  const augment = keyIn('data', 'augment');
  return [
    { kind: 'run', start, end: start, isScript: keys.some(({ key, path }) => key === 'script' && path.length === 0) },
    ...temperaturesIn(keys).map((writtenKey) => anchorOf(writtenKey, keys)),
    ...(model === undefined ? [] : [{ kind: 'model' as const, start: model.start, end: model.end }]),
    ...(augment === undefined ? [] : [{ kind: 'augment' as const, start: augment.start, end: augment.end }]),
  ];
}

/** The first of each, should somebody have written one twice. */
function temperaturesIn(writtenKeys: readonly WrittenKey[]): WrittenKey[] {
  const seen = new Set<string>();
  return writtenKeys.filter(({ key, path }) => {
    if (key !== 'temperature') return false;
    const isTeachers = path.length === 2 && path[0] === 'teachers' && /^\d+$/.test(path[1] ?? '');
    if (!(path.length === 0 || isTeachers) || seen.has(path.join('.'))) return false;
    seen.add(path.join('.'));
    return true;
  });
}

function anchorOf({ path: holder, start, end }: WrittenKey, writtenKeys: readonly WrittenKey[]): LensAnchor {
  const path = [...holder, 'temperature'];
  return { kind: 'temperature', start, end, path, strategy: valueAt({ writtenKeys }, path, 'strategy') ?? 'constant' };
}
