// Packs the Python package as a wheel, with no tools of Python: `npm run package:python [-- --out FOLDER]`. The same sources
// give the same bytes. On PyPI `distillery` is taken, so that the project has another name than the package.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { zipSync } from 'fflate';
import { pythonFiles, pythonFolder } from './package/python-files.mjs';

const root = path.resolve(import.meta.dirname, '..');
const project = 'distillery-kd';

/** Writes the wheel into a folder and gives its path. Throws the file system's error. */
export function packPython({ out = root } = {}) {
  const { version, description } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const stem = `${project.replace('-', '_')}-${version}`;
  const files = new Map(pythonFiles().map((name) => [name, readFileSync(path.join(pythonFolder, name))]));
  const about = (name, text) => files.set(`${stem}.dist-info/${name}`, Buffer.from(text));
  about('licenses/LICENSE', readFileSync(path.join(root, 'LICENSE'), 'utf8'));
  about('METADATA', metadata({ version, description }));
  about('WHEEL', 'Wheel-Version: 1.0\nGenerator: distillery\nRoot-Is-Purelib: true\nTag: py3-none-any\n');
  const record = `${stem}.dist-info/RECORD`;
  about('RECORD', [...[...files].map(recordLine), `${record},,`, ''].join('\n'));
  const file = path.join(path.resolve(out), `${stem}-py3-none-any.whl`);
  mkdirSync(path.dirname(file), { recursive: true });
  // A fixed time, the first that a zip file can have.
  writeFileSync(file, zipSync(Object.fromEntries(files), { mtime: new Date(1980, 0, 1) }));
  return file;
}

function metadata({ version, description }) {
  return [
    'Metadata-Version: 2.4',
    `Name: ${project}`,
    `Version: ${version}`,
    `Summary: ${description}`,
    'License-Expression: MIT',
    'License-File: LICENSE',
    'Requires-Python: >=3.9',
    '',
    'Write runs of your own training loops for Distillery: `import distillery`.',
    '',
  ].join('\n');
}

/** A line of RECORD: path, digest in base64 without padding, size. */
function recordLine([name, bytes]) {
  return `${name},sha256=${createHash('sha256').update(bytes).digest('base64url')},${bytes.length}`;
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  console.log(packPython(values));
}
