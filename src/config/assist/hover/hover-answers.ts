import { formatBytes, formatCount } from '../../../wording';
import { columnsOfAnswers } from '../../check/references/faults';
import type { References } from '../../check/references/references';
import { answerPaths } from '../../schema/model';
import type { ResolvedConfig } from '../../schema/schema';

/** Keys of a teacher's model whose hovers tell of its files. */
const places = new Set([undefined, 'preset', 'path', 'key']);

/** Rows and columns of the files of answers that a teacher at a path names; undefined where there are none or nothing is known yet. */
export function answersFacts(
  path: readonly string[],
  { teacher, teachers }: ResolvedConfig,
  file: References['file'],
): string | undefined {
  const isListed = path[0] === 'teachers';
  const owner = isListed ? teachers?.[Number(path[1])] : path[0] === 'teacher' ? teacher : undefined;
  const [part, key] = path.slice(isListed ? 2 : 1);
  if (owner?.model.preset !== 'answers' || part !== 'model' || !places.has(key)) return undefined;
  const { model } = owner;
  const lines = answerPaths(model).flatMap((name) => {
    const info = file(name);
    if (info?.kind !== 'answers') return [];
    const short = name.split('/').at(-1) ?? '';
    if (info.uncountedBytes !== undefined) {
      return [`${formatBytes(info.uncountedBytes)} in ${short}, whose rows are counted when a run begins`];
    }
    const columns = columnsOfAnswers(info, model.key);
    if (info.rows === undefined || columns === undefined) return [];
    const keyed = columns === info.columns ? '' : ', told apart by a key';
    return [`${formatCount(info.rows)} rows of ${formatCount(columns)} numbers${keyed} in ${short}`];
  });
  return lines.length === 0 ? undefined : lines.join('  \n');
}
