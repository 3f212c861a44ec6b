import { formatCount, formatCountOf } from '../../../wording';
import type { PreflightEvent } from '../../protocol/schemas/events';

/** A teacher's trial in words, such as `169 errors on 500 validation examples as it is read, and 43 with pixels of 0…255`. */
export function describePreflight({ errors, count, split, better, classOrder, isAtChance }: PreflightEvent): string {
  const examples = `${formatCount(count)} ${split === 'train' ? 'training' : 'validation'} examples`;
  const chance = isAtChance ? ', no better than chance' : '';
  const other = better === undefined ? '' : ` as it is read, and ${formatCount(better.errors)} with ${better.name}`;
  const orders =
    classOrder === 'too few examples' ? '; an order of classes was not looked for, with so few examples' : '';
  return `${formatCountOf(errors, 'error')} on ${examples}${chance}${other}${orders}`;
}

/** Trials of all teachers, with their names where there are several. */
export function preflightRows(
  preflights: readonly PreflightEvent[] | undefined,
): { readonly sentence: string; readonly isMisread: boolean }[] {
  const all = preflights ?? [];
  return all.map((event) => {
    const name = all.length === 1 ? '' : `${event.teacher}: `;
    return { sentence: `${name}${describePreflight(event)}`, isMisread: event.better !== undefined };
  });
}
