// Writes docs/config.md from the config's schema.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { configReference } from '../src/config/index.ts';

const page = path.resolve(import.meta.dirname, '../docs/config.md');
writeFileSync(page, configReference());
console.log(`wrote ${path.relative(process.cwd(), page)}`);
