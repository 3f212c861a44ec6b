import type { SchemaNode } from './json-schema';
import { capitalize } from '../../wording';

/**
 * The description of one member of a choice. The schema writes it behind the member's name, `` `sgd`: plain; `adam`: Kingma and
 * Ba 2015``. The whole description where they do not.
 */
export function describeMember(member: unknown, { description }: SchemaNode): string | undefined {
  if (description === undefined) return undefined;
  const own = String(member).replaceAll(/[^\w-]/g, '');
  const said = new RegExp(`\`${own}\`(?: and \`[^\`]+\`)?: ([^;]+?)(?:;|\\.$|$)`).exec(description)?.[1];
  return said === undefined ? description : `${capitalize(said)}.`;
}
