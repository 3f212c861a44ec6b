import type { ResolvedConfig } from '../../schema/schema';
import { usedTeachers } from '../../schema/objective';
import { nodeAt, type TreeNode } from '../../text/tree';
import { tune, temperaturesIn } from '../../tuning';
import type { AddFinding } from '../finding';

/** The lints of `temperature: tune`: a search needs a teacher, and a temperature that is a number of the config. */
export function lintTuning(config: ResolvedConfig, root: TreeNode | undefined, add: AddFinding): void {
  const path = tuneIn(root);
  if (path === undefined) return;
  const { temperature } = config;
  if (usedTeachers(config).length === 0) {
    const message =
      'Without a teacher a temperature changes nothing, so there is none to tune. Add a teacher, or write a number.';
    add('sweep-setting', 'error', path, message);
  } else if (temperature.strategy !== 'constant' && temperaturesIn(temperature).length === 0) {
    const message = `The strategy '${temperature.strategy}' has no temperature to tune. Remove ${tune}, and write under sweep.over what should vary.`;
    add('sweep-setting', 'error', path, message);
  }
}

/** Path of the word that asks for a search; undefined where a config has none. */
function tuneIn(root: TreeNode | undefined): string[] | undefined {
  const whole = nodeAt(root, ['temperature'])?.node;
  if (whole?.kind === 'scalar') return whole.value === tune ? ['temperature'] : undefined;
  const inside = nodeAt(root, ['temperature', tune])?.node;
  return inside?.kind === 'scalar' && inside.value === true ? ['temperature', tune] : undefined;
}
