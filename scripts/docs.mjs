// Writes docs/config.md from the config's schema, and docs/diagnostics.md from the codes.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { configReference, problemReference } from '../src/config/index.ts';

const pages = { 'docs/config.md': configReference(), 'docs/diagnostics.md': problemReference() };
for (const [page, text] of Object.entries(pages)) {
  writeFileSync(path.resolve(import.meta.dirname, '..', page), text);
  console.log(`wrote ${page}`);
}
