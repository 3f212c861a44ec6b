// Writes test/fixtures/protocol/randomness.json: test vectors of docs/randomness.md, drawn by the trainer's own code.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomVectors } from '../test/unit/random/random-vectors.ts';

const file = path.resolve(import.meta.dirname, '../test/fixtures/protocol/randomness.json');
writeFileSync(file, `${JSON.stringify(randomVectors(), null, 1)}\n`);
