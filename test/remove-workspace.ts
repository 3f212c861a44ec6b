import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const limitMs = 20_000;
const pauseMs = 20;

/**
 * Removes a folder with runs. A supervisor writes its last files when its command has ended already, and a folder in which a file is
 * made while it is removed stays: it is removed anew, which `maxRetries` of Node does not do. Throws the file system's error at last.
 */
export async function removeWorkspace(folder: string): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await wait(pauseMs);
  }
}
