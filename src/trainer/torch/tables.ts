import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Table } from '../../engine';
import { hasPlaceFor, makeFolderFor } from './memory-folder';
import type { StartedWorker } from './python-worker';

/** Rows that the process of PyTorch has, of which a step is given places alone: each table is handed over once. */
export class Tables {
  /** Numbers there, by the values. */
  private readonly numbers = new WeakMap<Table['values'], Promise<number>>();
  private readonly folders = new Set<string>();

  constructor(private readonly worker: Pick<StartedWorker['worker'], 'ask'>) {}

  /** Whether there is room to hand a table over. */
  canHold({ values }: Table): boolean {
    return hasPlaceFor(values.byteLength);
  }

  /** The number of a table there. */
  numberOf(table: Table): Promise<number> {
    const known = this.numbers.get(table.values);
    if (known !== undefined) return known;
    const made = this.handOver(table);
    this.numbers.set(table.values, made);
    return made;
  }

  private async handOver({ shape, values }: Table): Promise<number> {
    const folder = makeFolderFor(values.byteLength);
    this.folders.add(folder);
    const file = path.join(folder, 'table');
    writeFileSync(file, values, { mode: 0o600, flag: 'wx' });
    const dtype = values instanceof Uint8Array ? 'uint8' : 'float32';
    const number = (await this.worker.ask({ do: 'table', file, shape, dtype })) as number;
    // Mapped memory outlives its file, which nobody then leaves behind; Windows keeps it until the process ends.
    if (process.platform !== 'win32') this.remove(folder);
    return number;
  }

  /** Removes what is left of files. Called once the process has ended. */
  close(): void {
    for (const folder of this.folders) this.remove(folder);
  }

  private remove(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
    this.folders.delete(folder);
  }
}
