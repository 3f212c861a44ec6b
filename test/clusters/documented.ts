import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { profileNames } from '../../src/launchers/profiles';

/**
 * A profile as docs/clusters.md shows it, so that what is documented is what is tried. `here` has what another machine has elsewhere:
 * addresses, paths and sizes.
 */
export function documentedProfile(name: string, here: Readonly<Record<string, unknown>> = {}): object {
  const blocks = [...readFileSync('docs/clusters.md', 'utf8').matchAll(/```json\n([^`]*)```/g)];
  const all = Object.assign({}, ...blocks.map(([, text = '']): unknown => JSON.parse(text))) as Record<string, object>;
  assert.ok(profileNames(all).includes(name), `docs/clusters.md shows a profile '${name}'`);
  // As a file holds it: what is undefined here is left out.
  const profile = JSON.parse(JSON.stringify({ ...all[name], ...here })) as object;
  const { node } = profile as { readonly node?: string };
  return node !== undefined && !existsSync(node) ? { ...profile, node: process.execPath } : profile;
}
