import path from 'node:path';
import { isSweepChange } from '../protocol/arrival';
import type { SweepChange } from '../protocol/schemas/sweep-change';
import { createWhole } from '../store/create-whole';
import { refuseIntruders } from '../store/intruders';
import { readJsonFile } from '../store/json-file';
import { store } from '../store/store';
import { runFiles } from './folders';

/** Maximum number of changes of a sweep, each of which is read at each look at it. */
const maxChanges = 1000;

/** Changes of a sweep in their order. */
export interface SweepChanges {
  readonly changes: readonly SweepChange[];
  /** Path in the run folder of the first one that cannot be read; those after it are not read. */
  readonly damaged?: string;
}

/** Reads the changes of a sweep, from the one behind the first `known` on. */
export function readSweepChanges(runFolder: string, known = 0): SweepChanges {
  const changes: SweepChange[] = [];
  for (let number = known + 1; number <= maxChanges; number += 1) {
    const file = fileOf(runFolder, number);
    if (!store.hasFile(file)) break;
    const value = readJsonFile(file);
    if (!isSweepChange(value)) return { changes, damaged: `${runFiles.changes}/${path.basename(file)}` };
    changes.push(value);
  }
  return { changes };
}

/**
 * Adds a change to a sweep behind those that are there, and gives its number. It is there whole or not at all, and of two that are
 * added at once none is lost. Throws a sentence where one before it cannot be read, or there are too many, and where the run folder
 * holds links; else the file system's error.
 */
export function addSweepChange(runFolder: string, change: Omit<SweepChange, 'at'>): number {
  refuseIntruders(runFolder);
  store.makeFolder(path.join(runFolder, runFiles.changes));
  const name = path.basename(runFolder);
  const { changes, damaged } = readSweepChanges(runFolder);
  if (damaged !== undefined) {
    throw new Error(
      `${name}/${damaged} cannot be read, so nothing was changed; put it back from a copy, or remove it with those after it`,
    );
  }
  const content = `${JSON.stringify({ at: Date.now(), ...change }, null, 2)}\n`;
  for (let number = changes.length + 1; number <= maxChanges; number += 1) {
    if (!createWhole(fileOf(runFolder, number), content)) continue;
    store.syncFolder(path.join(runFolder, runFiles.changes));
    return number;
  }
  throw new Error(`${name} was changed ${maxChanges} times, and no sweep takes more; start a new one`);
}

const fileOf = (runFolder: string, number: number): string => path.join(runFolder, runFiles.changes, `${number}.json`);
