import { fileOperations } from './file-operations';

/**
 * File systems of Linux that ask a server for what is looked at, by the numbers that `statfs` gives (linux/magic.h, and those of the
 * systems themselves): NFS, SMB of three ages, Ceph, Lustre, GPFS, BeeGFS, AFS twice, PanFS.
 */
const networkTypes: ReadonlySet<number> = new Set([
  ...[0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x00c36400, 0x0bd00bd0, 0x47504653, 0x19830326],
  ...[0x5346414f, 0x6b414653, 0xaad7aaea],
]);

/** Times longer that a network disk is left alone between two looks, and the least time in ms. */
const factor = 5;
const minMs = 2_000;

const known = new Map<string, boolean>();

/** Time in ms between two looks at a folder: `localMs`, and more where each look goes over a network to a server that many share. */
export function pauseBetweenLooks(folder: string, localMs: number): number {
  return isOnNetwork(folder) ? Math.max(minMs, factor * localMs) : localMs;
}

/** Whether a number of `statfs` is of a network file system. Some kernels give it with a sign. */
export function isNetworkType(type: number): boolean {
  return networkTypes.has(type >>> 0);
}

function isOnNetwork(folder: string): boolean {
  const before = known.get(folder);
  if (before !== undefined) return before;
  const isRemote = folder.startsWith('\\\\') || (process.platform === 'linux' && isNetworkType(typeOf(folder)));
  known.set(folder, isRemote);
  return isRemote;
}

/** Number of a folder's file system; 0 where it cannot be had. */
function typeOf(folder: string): number {
  try {
    return fileOperations.fileSystemType(folder);
  } catch {
    return 0;
  }
}
