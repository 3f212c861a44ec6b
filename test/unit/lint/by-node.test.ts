import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { plainRooms, plainTests, testsOfMeaning } from '../../../scripts/suites/by-node.mjs';

describe('tests that are not repeated on a second Node', () => {
  for (const room of plainRooms) {
    it(`are of rooms without Node: ${room}`, () => {
      const sources = readdirSync(path.join('src', room), { recursive: true, encoding: 'utf8' });
      const files = sources.filter((name) => name.endsWith('.ts')).map((name) => path.join('src', room, name));
      assert.ok(files.length > 0);
      const ofNode = /'node:|\bprocess\.|\bBuffer\b|\bperformance\.|\brequire\(/;
      assert.deepEqual(
        files.filter((file) => ofNode.test(readFileSync(file, 'utf8'))),
        [],
      );
    });
  }

  it('are named by patterns of folders and files that are there', () => {
    const named = [...plainTests, ...testsOfMeaning].flatMap((pattern) => {
      const [, folder = '', names = '', end = ''] = /^(.*?)\/(?:\*\*|\{(.*)\}(.*))$/.exec(pattern) ?? [];
      return names === '' ? [folder] : names.split(',').map((name) => `${folder}/${name}${end}`);
    });
    assert.ok(named.length > plainRooms.length);
    assert.deepEqual(
      named.filter((file) => !existsSync(file)),
      [],
    );
  });
});
