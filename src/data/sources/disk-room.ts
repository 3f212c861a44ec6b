import { DataFault } from '../../data-sources';
import { fileOperations } from '../../runs';
import { formatBytes } from '../../wording';

/**
 * Checks that the disk of a folder has room for rows before they are written.
 * @param needed bytes
 * @param whose words for the examples: `300 pictures`
 * @throws DataFault with the remedy, where it has none
 */
export function assertRoom(folder: string, needed: number, whose: string, remedy: string): void {
  const free = fileOperations.freeBytes(folder);
  if (needed <= free) return;
  throw new DataFault(
    `the rows of ${whose} take ${formatBytes(needed)}, and the disk has ${formatBytes(free)} left`,
    remedy,
  );
}
