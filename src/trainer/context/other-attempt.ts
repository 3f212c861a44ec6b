import { product, type Product, type RunProgress } from '../../runs';
import type { Context } from './context';

/**
 * Writes a notice where an attempt goes on with another version of the product than the one before. Checkpoints name their
 * engine, so that going on with one notices another engine; those of version 0.1 name none, and the notice is written here.
 * @param before the run by its log before this attempt.
 */
export function noticeOtherAttempt({ engine, events }: Context, before: RunProgress): void {
  const { started, inputs, product: earlier } = before;
  if (started === undefined) return;
  const [now, then] = [engine, started].map(({ name, version }) => `${name} ${version}`);
  const changes = now === then || inputs !== undefined ? [] : [`the engine is ${now}, and was ${then}`];
  if (product !== undefined && earlier !== undefined && titleOf(product) !== titleOf(earlier)) {
    changes.push(`Distillery is ${titleOf(product)}, and was ${titleOf(earlier)}`);
  }
  if (changes.length === 0) return;
  const message = `${changes.join('; ')}: the weights may differ in their last digits from those of an undisturbed run`;
  events.write({ type: 'notice', message });
}

function titleOf({ version, commit }: Product): string {
  return commit === undefined ? version : `${version} (${commit.slice(0, 8)})`;
}
