import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { allowStoreFolders, fileOperations, MisplacedEntry, store, writeFileDurably } from '../../../../src/runs';

describe('files below .distillery', () => {
  let root: string;
  let workspace: string;
  let outside: string;
  const place = (...names: string[]): string => path.join(workspace, '.distillery', ...names);

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-store-'));
    workspace = path.join(root, 'workspace');
    outside = path.join(root, 'outside');
    mkdirSync(place('runs', 'one', 'requests'), { recursive: true });
    mkdirSync(path.join(outside, 'runs', 'one'), { recursive: true });
    writeFileSync(path.join(outside, 'precious'), 'precious');
    writeFileSync(path.join(outside, 'runs', 'one', 'run.json'), 'precious');
  });
  afterEach(() => {
    allowStoreFolders(() => []);
    rmSync(root, { recursive: true, force: true });
  });

  const operations: Readonly<Record<string, (file: string) => unknown>> = {
    'are opened': (file) => store.open(file, 'read and append'),
    'are read': (file) => store.read(file),
    'are written': (file) => writeFileDurably(file, 'new'),
    'are overwritten': (file) => store.overwrite(file, 'new'),
    'are renamed': (file) => store.rename(file, `${file}.new`),
    'are removed': (file) => store.remove(file),
    'are linked': (file) => store.link(file, `${file}.new`),
    'are looked for': (file) => store.hasFile(file),
  };
  for (const [title, operation] of Object.entries(operations)) {
    it(`${title} through a link in no folder on the way`, () => {
      rmSync(place('runs'), { recursive: true });
      symlinkSync(path.join(outside, 'runs'), place('runs'));
      assert.throws(
        () => operation(place('runs', 'one', 'run.json')),
        /^Error: \.distillery\/runs is a link, not a folder; nothing is read or written through it\. Remove it$/,
      );
      assert.equal(readFileSync(path.join(outside, 'runs', 'one', 'run.json'), 'utf8'), 'precious');
    });
  }

  /** Lets another writer put a new version in the file's place between the look at it and its opening. */
  function replacedBeforeOpening(file: string, times: number, work: () => void): void {
    const { open } = fileOperations;
    let left = times;
    fileOperations.open = (opened, flags) => {
      if (opened === file && left > 0) {
        left -= 1;
        writeFileSync(`${file}.part`, `version ${left}`);
        renameSync(`${file}.part`, file);
      }
      return open(opened, flags);
    };
    try {
      work();
    } finally {
      fileOperations.open = open;
    }
  }

  it('are looked at again where a writer replaced them in between, and read as they are then', () => {
    const file = place('runs', 'one', 'owner.json');
    writeFileSync(file, 'old');
    replacedBeforeOpening(file, 3, () => assert.equal(store.readText(file), 'version 0'));
  });

  it('are given up with a sentence where that has no end', () => {
    const file = place('runs', 'one', 'owner.json');
    writeFileSync(file, 'old');
    replacedBeforeOpening(file, Infinity, () =>
      assert.throws(
        () => store.readText(file),
        /^Error: \.distillery\/runs\/one\/owner\.json was replaced by others each of 50 times; try again$/,
      ),
    );
  });

  it('are read and written through no link, and a link is replaced or removed as a link', () => {
    const file = place('runs', 'one', 'run.json');
    symlinkSync(path.join(outside, 'precious'), file);
    for (const name of ['are opened', 'are read', 'are overwritten', 'are looked for']) {
      assert.throws(() => operations[name]?.(file), /run\.json is a link, not a file/);
    }
    writeFileDurably(file, 'new');
    assert.equal(store.readText(file), 'new');
    rmSync(file);
    symlinkSync(outside, file);
    store.remove(file);
    assert.equal(existsSync(file), false);
    assert.equal(readFileSync(path.join(outside, 'precious'), 'utf8'), 'precious');
  });

  it('block nobody when one of them is a pipe', function () {
    if (process.platform === 'win32') this.skip();
    const file = place('runs', 'one', 'owner.json');
    execFileSync('mkfifo', [file]);
    for (const mode of ['read', 'append', 'overwrite'] as const) {
      assert.throws(() => store.open(file, mode), /owner\.json is a named pipe, not a file/);
    }
  });

  it('are told from folders, and folders from them', () => {
    assert.throws(() => store.read(place('runs', 'one')), /\.distillery\/runs\/one is a folder, not a file/);
    writeFileSync(place('queue'), '');
    assert.throws(() => store.makeFolders(place('queue', 'x')), /\.distillery\/queue is a file, not a folder/);
    assert.throws(() => store.list(place('queue')), MisplacedEntry);
  });

  it('are made only where nothing is', () => {
    const file = place('runs', 'one', 'new');
    fileOperations.close(store.open(file, 'create'));
    assert.throws(() => store.open(file, 'create'), /EEXIST/);
  });

  it('may lie where .distillery is a link into the workspace or an allowed folder, and nowhere else', () => {
    rmSync(place(), { recursive: true });
    mkdirSync(path.join(workspace, 'kept', 'runs'), { recursive: true });
    symlinkSync(path.join(workspace, 'kept'), place());
    writeFileDurably(place('runs', 'note'), 'inside');
    assert.equal(readFileSync(path.join(workspace, 'kept', 'runs', 'note'), 'utf8'), 'inside');
    rmSync(place());
    symlinkSync(outside, place());
    assert.throws(() => store.list(place('runs')), /leads to .*outside, outside of the workspace; allow that folder/);
    allowStoreFolders(() => [outside]);
    assert.deepEqual(
      store.list(place('runs')).map(({ name }) => name),
      ['one'],
    );
  });

  it('are not looked for behind a link that leads nowhere', () => {
    rmSync(place(), { recursive: true });
    symlinkSync(path.join(root, 'nowhere'), place());
    assert.throws(() => store.makeFolders(place('runs')), /\.distillery is a link that leads nowhere/);
    assert.equal(existsSync(path.join(root, 'nowhere')), false);
  });
});
