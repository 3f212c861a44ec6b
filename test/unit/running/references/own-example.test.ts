import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { configForData } from '../../../../src/running';

describe('the example on own data', () => {
  it('is what init writes for its table', async () => {
    const folder = path.resolve('examples/own-data');
    const file = path.join(folder, 'spirals.distill.yaml');
    const place = { file, workspace: folder, allowedFolders: [] };
    const { text } = await configForData(path.join(folder, 'spirals.csv'), place, 'yaml');
    assert.equal(text, readFileSync(file, 'utf8'));
  });
});
