import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { contentsOf, type PackedFile } from '../../scripts/package/contents.mjs';
import { bundledPackages, isKnownLicence, licenceTexts } from '../../scripts/package/licences.mjs';
import { targets, universal } from '../../scripts/package/targets.mjs';

const golden = path.resolve('test/bundle/golden/packages.txt');

/** Names of a package's files; the parts of the extension, whose names are digests of their contents, as one. */
const namesOf = (files: readonly PackedFile[]): string[] => [
  ...new Set(files.map(({ to }) => to.replace(/^dist\/extension\/.*\.js$/, 'dist/extension/*.js'))),
];

/** The lists of all packages: the files that each has, and those that a target has besides. */
function lists(packages: ReadonlyMap<string, readonly PackedFile[]>): string {
  const names = new Map([...packages].map(([target, files]) => [target, namesOf(files)]));
  const [first = [], ...others] = names.values();
  const shared = first.filter((name) => others.every((other) => other.includes(name)));
  const sections = [...names].map(([target, own]) => {
    const besides = own.filter((name) => !shared.includes(name));
    return [`# ${target}`, ...(besides.length === 0 ? ['nothing besides'] : besides)];
  });
  return `${[['# every package', ...shared], ...sections].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

describe('the packages', () => {
  let packages: ReadonlyMap<string, readonly PackedFile[]>;
  before(() => (packages = new Map(targets.map((target) => [target, contentsOf(target)]))));

  it('hold the files of test/bundle/golden/packages.txt and no others (UPDATE_GOLDEN=1 writes it anew)', () => {
    const found = lists(packages);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, found);
    assert.equal(found, readFileSync(golden, 'utf8'));
  });

  it('have native files of one platform each, the universal one none', () => {
    for (const [target, files] of packages) {
      const native = files.map(({ to }) => to).filter((name) => /\.(node|so|so\.\d+|dylib|dll)$/.test(name));
      const [platform = '', architecture = ''] = target.split('-');
      assert.equal(native.length, target === universal ? 0 : 2, target);
      assert.ok(
        native.every((name) => name.includes(`/bin/napi-v6/${platform}/${architecture}/`)),
        native.join(),
      );
    }
  });

  it('have all that their README links to', () => {
    for (const files of packages.values()) {
      const names = new Set(files.map(({ to }) => to));
      const links = [...readFileSync('README.md', 'utf8').matchAll(/\]\(([^)#:\s]+)\)/g)].map(([, link = '']) => link);
      assert.ok(links.some((link) => link.endsWith('.png')));
      assert.deepEqual(
        links.filter((link) => !names.has(link)),
        [],
      );
    }
  });

  it('name the licence of each package that is in them, with its text', () => {
    const text = packages.get('linux-x64')?.find(({ to }) => to === 'dist/THIRD-PARTY.txt')?.text ?? '';
    for (const folder of bundledPackages()) {
      const { name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
        readonly name: string;
        readonly version: string;
      };
      assert.ok(text.includes(`== ${name} ${version}, `), name);
    }
    assert.match(text, /== onnxruntime-web 1\.\d+\.\d+, MIT\n/);
    assert.match(text, /== Text: onnxruntime-third-party\n[^]*\nEigen\n/);
  });
});

describe('the scan of licences', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'distillery-licences-'));
  after(() => rmSync(folder, { recursive: true }));
  const withManifest = (name: string, manifest: object): string => {
    const own = path.join(folder, name);
    if (!existsSync(own)) mkdirSync(own);
    writeFileSync(path.join(own, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }));
    return own;
  };

  it('takes expressions of which one alternative is known', () => {
    const known = ['MIT', '(MIT OR GPL-2.0)', 'BSD-3-Clause AND Zlib'];
    assert.deepEqual(known.map(isKnownLicence), [true, true, true]);
    const unknown = ['GPL-3.0', 'MIT AND GPL-2.0', 'SEE LICENSE IN LICENSE', 'UNLICENSED', undefined, { type: 'MIT' }];
    assert.deepEqual(unknown.map(isKnownLicence), [false, false, false, false, false, false]);
  });

  it('fails on a licence that nobody has judged, and on none', () => {
    assert.throws(
      () => licenceTexts([withManifest('strict', { license: 'GPL-3.0' })]),
      /^Error: strict 1\.0\.0 has the licence "GPL-3\.0", none of MIT, .*: leave the package out, or judge its licence in scripts\/package\/licences\.mjs$/,
    );
    assert.throws(() => licenceTexts([withManifest('silent', {})]), /^Error: silent 1\.0\.0 names no licence, none of/);
  });

  it('takes a package’s own text, else that of its licence', () => {
    const own = withManifest('own', { license: 'MIT' });
    writeFileSync(path.join(own, 'LICENSE'), 'Copyright (c) 2020 A\r\nDo what you like.\r\n');
    const text = licenceTexts([own, withManifest('bare', { license: 'ISC', author: 'B' })]);
    assert.match(text, /^== bare 1\.0\.0, ISC\nCopyright \(c\) B\nThe text is below: ISC\n\n/);
    assert.match(
      text,
      /\n== own 1\.0\.0, MIT\nCopyright \(c\) 2020 A\nDo what you like\.\n\n== Text: ISC\nPermission to use/,
    );
  });
});
