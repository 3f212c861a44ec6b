import type { DataFacts } from '../../../data-sources';
import { formatCountOf } from '../../../wording';
import type { ResolvedConfig } from '../../schema/schema';
import type { AddFinding } from '../finding';

/** The lints of single examples: unreadable files, and examples that are there twice. Silent until a run has read them all. */
export function lintExamples({ data }: ResolvedConfig, add: AddFinding, { examples, splits }: DataFacts): void {
  if (examples === undefined) return;
  const { unreadable, shared, repeated } = examples;
  const place = ['data', 'path'];
  if (unreadable.count > 0) {
    const message =
      unreadable.count === 1
        ? `1 file that cannot be read is left out: ${listed(unreadable)}. Get it again, or remove it.`
        : `${unreadable.count} files that cannot be read are left out: ${listed(unreadable)}. Get them again, or remove them.`;
    add('unreadable-examples', 'warning', place, message);
  }
  if (shared.count > 0) {
    const message = `${formatCountOf(shared.count, 'example')} of validation or test ${shared.count === 1 ? 'is' : 'are'} in another split too: ${listed(shared)}. Remove one of each, or errors on the test are too few.`;
    add('shared-examples', 'warning', place, message);
  }
  const isCut = splits.test === undefined || (splits.validation === undefined && typeof data.validation === 'number');
  if (repeated.count > 0 && isCut) {
    const message = `${formatCountOf(repeated.count, 'example')} ${repeated.count === 1 ? 'is' : 'are'} there before: ${listed(repeated)}. One may be trained on and the other tested, since splits are cut off. Remove one of each.`;
    add('repeated-examples', 'information', place, message);
  }
}

function listed({ count, named }: { readonly count: number; readonly named: readonly string[] }): string {
  return `${named.join(', ')}${count > named.length ? ', …' : ''}`;
}
