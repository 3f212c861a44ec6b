import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { profileNamed, profileNames, profilesJsonSchema } from '../../../../src/launchers/profiles';

describe('the setting of profiles', () => {
  interface Setting {
    readonly scope: string;
    readonly additionalProperties: unknown;
    readonly propertyNames: unknown;
  }
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, Setting>> } };
    readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  };

  it('is completed and checked in the editor by the schema that the launchers read it with', () => {
    const { additionalProperties, propertyNames } =
      manifest.contributes.configuration.properties['distillery.profiles'] ?? {};
    const schema = profilesJsonSchema();
    assert.deepEqual(
      { additionalProperties, propertyNames },
      {
        additionalProperties: schema['additionalProperties'],
        propertyNames: schema['propertyNames'],
      },
    );
  });

  it('is one of the person’s machine, which no workspace sets', () => {
    assert.equal(manifest.contributes.configuration.properties['distillery.profiles']?.scope, 'machine');
    assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes('distillery.profiles'));
  });

  it('is shown in docs/clusters.md by profiles that can be used as they are written', () => {
    const blocks = [...readFileSync('docs/clusters.md', 'utf8').matchAll(/```json\n([^`]*)```/g)];
    const profiles = blocks.map(([, text = '']): unknown => JSON.parse(text));
    const launchers = profiles.flatMap((one) => profileNames(one).map((name) => profileNamed(one, name).launcher));
    assert.deepEqual([...new Set(launchers)], ['slurm', 'ray', 'command']);
  });
});
