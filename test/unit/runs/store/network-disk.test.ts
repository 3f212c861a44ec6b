import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { fileOperations, pauseBetweenLooks } from '../../../../src/runs';
import { isNetworkType } from '../../../../src/runs/store/network-disk';

describe('the pause between two looks at a folder', () => {
  it('is longer on a disk of the network, by the type of its file system', () => {
    const local = { ext4: 0xef53, xfs: 0x58465342, btrfs: 0x9123683e, tmpfs: 0x01021994, overlay: 0x794c7630 };
    for (const [name, type] of Object.entries(local)) assert.equal(isNetworkType(type), false, name);
    // The last as kernels of 32 bits give it.
    const remote = { nfs: 0x6969, cifs: 0xff534d42, lustre: 0x0bd00bd0, gpfs: 0x47504653, smb2: 0xfe534d42 | 0 };
    for (const [name, type] of Object.entries(remote)) assert.equal(isNetworkType(type), true, name);
  });

  it('is that of a local disk for all folders of one', () => {
    assert.deepEqual([pauseBetweenLooks(tmpdir(), 200), pauseBetweenLooks('/nowhere', 1000)], [200, 1000]);
  });

  it('is 2 s at least on a disk of the network, of which the kernel is asked once', function () {
    if (process.platform !== 'linux') this.skip();
    const original = fileOperations.fileSystemType;
    let asked = 0;
    fileOperations.fileSystemType = () => {
      asked += 1;
      return 0x6969;
    };
    try {
      const pauses = [200, 1000, 2000].map((localMs) => pauseBetweenLooks('/nfs/runs', localMs));
      assert.deepEqual([pauses, asked], [[2000, 5000, 10_000], 1]);
    } finally {
      fileOperations.fileSystemType = original;
    }
  });
});
