import assert from 'node:assert/strict';
import path from 'node:path';
import { isInside, resolveInside } from '../../../src/paths';

describe('a path that somebody wrote down', () => {
  const cases: readonly (readonly [title: string, rules: path.PlatformPath, written: string, expected?: string])[] = [
    ['stays inside by its name', path.posix, 'models/net.onnx', '/work space/models/net.onnx'],
    ['stays inside where its dots come back', path.posix, 'a/../b', '/work space/b'],
    ['may be the folder itself', path.posix, '.', '/work space'],
    ['may begin with two dots', path.posix, '..models', '/work space/..models'],
    ['may be absolute inside', path.posix, '/work space/x', '/work space/x'],
    ['leads out by its dots', path.posix, '../x'],
    ['leads out to the folder above', path.posix, '..'],
    ['leads out as an absolute path', path.posix, '/etc/passwd'],
    ['leads out to a folder of a longer name', path.posix, '../work space 2/x'],
    ['stays inside on Windows', path.win32, 'models\\net.onnx', 'C:\\Work\\models\\net.onnx'],
    ['stays inside with slashes of both kinds', path.win32, 'models/net.onnx', 'C:\\Work\\models\\net.onnx'],
    ['stays inside in another case', path.win32, 'c:\\wORK\\net.onnx', 'c:\\wORK\\net.onnx'],
    ['leads out by its dots on Windows', path.win32, '..\\x'],
    ['leads out by slashes on Windows', path.win32, '../x'],
    ['leads out from the root of the drive', path.win32, '\\x'],
    ['leads out on another drive', path.win32, 'D:\\Work\\x'],
    ['leads out relative to another drive', path.win32, 'D:x'],
    ['leads out relative to the same drive', path.win32, 'C:x'],
    ['leads out to a share', path.win32, '\\\\server\\share\\x'],
    ['leads out to a device', path.win32, '\\\\.\\PhysicalDrive0'],
    ['leads out to a long path', path.win32, '\\\\?\\D:\\x'],
  ];
  for (const [title, rules, written, expected] of cases) {
    it(title, () => {
      const root = rules === path.win32 ? 'C:\\Work' : '/work space';
      assert.equal(resolveInside(root, written, rules), expected);
    });
  }

  it('is compared on a share', () => {
    assert.equal(isInside('\\\\server\\share\\work', '\\\\SERVER\\share\\work\\x', path.win32), true);
    assert.equal(isInside('\\\\server\\share\\work', '\\\\server\\other\\work\\x', path.win32), false);
    assert.equal(isInside('\\\\server\\share\\work', 'C:\\work\\x', path.win32), false);
  });
});
