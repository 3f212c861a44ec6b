import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RunCatalogue } from '../../../../../src/runs';
import { fileOperations } from '../../../../../src/runs/store/file-operations';

const fixtures = 'test/fixtures/run-folders/0.1/runs';
const { list } = fileOperations;

describe('looks at runs, again and again', () => {
  let folder: string;
  let catalogue: RunCatalogue;
  /** Folders whose entries were read. */
  const read: string[] = [];
  /** Gives the folder of runs an old time of change, as of one that is at rest. */
  const rest = (): void => utimesSync(folder, new Date(2020, 1, 1), new Date(2020, 1, 1));
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-looks-'));
    cpSync(fixtures, folder, { recursive: true });
    rest();
    catalogue = new RunCatalogue(folder);
    await catalogue.list();
    fileOperations.list = (place) => {
      read.push(place);
      return list(place);
    };
  });
  afterEach(() => {
    fileOperations.list = list;
    read.length = 0;
    rmSync(folder, { recursive: true, force: true });
  });

  it('read the names of runs again only where one has come or gone', async () => {
    const before = await catalogue.list('active');
    assert.ok(!read.includes(folder), 'the names were read');
    const [name = ''] = readdirSync(folder);
    cpSync(path.join(folder, name), path.join(folder, `${name}-again`), { recursive: true });
    assert.equal((await catalogue.list('active')).length, before.length + 1);
    rmSync(path.join(folder, `${name}-again`), { recursive: true });
    rest();
    assert.equal((await catalogue.list('active')).length, before.length);
  });

  it('read all names where they are asked for all runs', async () => {
    await catalogue.list();
    assert.ok(read.includes(folder));
  });
});
