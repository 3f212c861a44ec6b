import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Host } from '../commands';
import { launchScripts } from './launch-scripts';

/** Writes the command `distillery` into a folder where it is not there, or is that of another version. */
export function writeScripts(folder: string, program: string, host: Host): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const { name, text } of launchScripts(process.execPath, program)) {
      const file = path.join(folder, name);
      if (textOf(file) !== text) writeFileSync(file, text, { mode: 0o755 });
    }
  } catch (error) {
    host.output.warn(`the command distillery cannot be written into ${folder}: ${String(error)}`);
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
