import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'mocha';
import { DataFault, dataSchema, sourceOf, type DataFacts } from '../../../src/data-sources';
import { describeTables } from '../../../src/data-sources/table/describe-tables';

describe('a look at large tables, on a thread', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'distillery-tables-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const rows = Array.from({ length: 300 }, (_, row) => `${row},${row % 5 === 0 ? 'red' : 'blue'},${row % 3}`);

  /** Facts by a look on a thread, or on this one. */
  async function look(text: string, place: 'thread' | 'here'): Promise<DataFacts> {
    writeFileSync(path.join(folder, 'all.csv'), text);
    const options = dataSchema.parse({ format: 'table', path: 'all.csv', columns: { label: 'kind' }, test: 0.2 });
    assert.ok(options.format === 'table');
    const resolve = (written: string): string => path.join(folder, written);
    const files = await sourceOf(options).find(options, { resolve, environment: {} });
    return describeTables(files, options, place === 'thread' ? 0 : Infinity);
  }

  it('gives the facts that one on this thread gives', async () => {
    const text = `length,color,kind\n${rows.join('\n')}\n`;
    const facts = await look(text, 'thread');
    assert.deepEqual(facts, await look(text, 'here'));
    assert.deepEqual(facts.splits.train.classCounts, [100, 100, 100]);
  });

  it('gives the fault of a table with its hint', async () => {
    const text = `length,color,kind\n${rows.join('\n')}\n1,2\n`;
    const faults = await Promise.all(
      (['thread', 'here'] as const).map((place) =>
        look(text, place).then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    );
    const [one, other] = faults;
    assert.ok(one instanceof DataFault && other instanceof DataFault);
    assert.match(one.message, /line 302: 2 values, where 3 columns have names$/);
    assert.deepEqual([one.message, one.hint], [other.message, other.hint]);
  });

  it('gives the file system’s error of a file that is gone', async () => {
    const gone = { role: 'train table', path: path.join(folder, 'gone.csv'), bytes: 9, changedAt: 0 };
    const options = dataSchema.parse({ format: 'table', path: 'gone.csv', test: 0.2 });
    assert.ok(options.format === 'table');
    await assert.rejects(describeTables([gone], options, 0), { code: 'ENOENT' });
  });
});
