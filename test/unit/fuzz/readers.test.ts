import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readersByTarget, timeHeldBy, trustedReaders } from './readers';
import { readerTargets } from './targets/all-targets';

/** Calls by which bytes or text come into the product. */
const doors = [
  /(?<![.\w])(?:readFileSync|readFile|createReadStream|openSync|readBounded|readJsonFile|createInterface)\(/,
  /(?<![.\w])(?:runTool|execFile|execFileSync|spawn|spawnSync|parseDocument)\(/,
  /\.readFile\(|\b(?:store|fileOperations)\.(?:read\w*|open)\(|\bEventLines\(|\bhandle\.read\(/,
  // A value of this process as JSON and back comes from nowhere else.
  /\bJSON\.parse\((?!JSON\.stringify)/,
];
const source = path.resolve('src');
/** Documents that are open in the editor are read by `parseDocument` too, of which the config's own readers are the doors. */
const ofEditor = /^editor\/(?:language|document)\//;

describe('the list of readers', () => {
  const targets = [
    ...readerTargets().map(({ name, worst }) => ({ name, worst })),
    { name: 'the index of a log', worst: undefined },
  ];

  it('has every file that reads what somebody else may have written, and no other', () => {
    const found = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => ({
        file: file.split(path.sep).join('/').slice(0, -3),
        text: readFileSync(path.join(source, file), 'utf8'),
      }))
      .filter(({ file, text }) => !ofEditor.test(file) && doors.some((door) => door.test(text)))
      .map(({ file }) => file);
    const listed = [...Object.values(readersByTarget), ...Object.values(trustedReaders)].flat();
    assert.deepEqual([...found].sort(), [...listed].sort());
  });

  it('names targets of the fuzzer', () => {
    const names = targets.map(({ name }) => name);
    for (const name of [...Object.keys(readersByTarget), ...Object.keys(timeHeldBy)])
      assert.ok(names.includes(name), name);
  });

  it('holds the time of each target, by long inputs of its own or by a test', () => {
    for (const { name, worst } of targets) {
      if (worst !== undefined) {
        assert.ok(Object.keys(worst).length > 0 && !(name in timeHeldBy), name);
        continue;
      }
      const held = timeHeldBy[name];
      assert.ok(held !== undefined, `nothing holds the time of ${name}`);
      const [file, words] = held;
      assert.ok(readFileSync(path.resolve('test', file), 'utf8').includes(words), `${file} has no '${words}'`);
    }
  });
});
