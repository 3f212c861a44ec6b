// Packs the extension for every target into a folder, `release/` by default, with their sizes and SHA-256: `npm run release`.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildForPackages, packExtension } from './package.mjs';
import { targets } from './package/targets.mjs';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'release' } } });
const folder = path.resolve(values.out);
try {
  mkdirSync(folder, { recursive: true });
  buildForPackages();
  const sums = [];
  for (const target of targets) {
    const { file, bytes, sha256 } = packExtension({ target, out: path.join(folder, `distillery-${target}.vsix`) });
    sums.push(`${sha256}  ${path.basename(file)}`);
    console.log(`${path.basename(file).padEnd(30)} ${(bytes / 2 ** 20).toFixed(1).padStart(6)} MiB  ${sha256}`);
  }
  writeFileSync(path.join(folder, 'SHA256SUMS'), `${sums.join('\n')}\n`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
