import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { decodeConfig, MAX_CONFIG_BYTES, translateConfig, TranslationFault, type ForeignTool } from '../config';
import { readBounded, UnboundedFile } from '../paths';
import { configNameFor } from '../running';
import { printMessage, printSentence } from './output';
import { UsageError } from './usage-error';

/**
 * Writes a config of ours for one of another tool, and prints what was taken and what was not. Gives the exit code. Throws
 * UsageError where the file cannot be read or translated, and where the new config is there already.
 */
export function importConfig(tool: ForeignTool, name: string, output: string | undefined): number {
  const target = path.resolve(output ?? `${configNameFor(path.resolve(name))}.distill.yaml`);
  const shown = path.relative(process.cwd(), target);
  if (!/\.distill\.(ya?ml|json)$/.test(target))
    throw new UsageError(`${shown} is no name of a config: write NAME.distill.yaml`);
  if (existsSync(target)) throw new UsageError(`${shown} is there already; write another name with --output`);
  const text = readForeign(name);
  try {
    const { text: ours, taken, left } = translateConfig(text, tool, target.endsWith('.json') ? 'json' : 'yaml');
    writeFileSync(target, ours, { flag: 'wx' });
    printMessage(`taken: ${taken.join(', ')}`);
    for (const sentence of left) printMessage(`not taken: ${sentence}`);
    printSentence(`${shown} is written; look at it, then start it with distillery run ${shown}`);
    return 0;
  } catch (error) {
    if (error instanceof TranslationFault) throw new UsageError(`${name} cannot be translated: ${error.message}`);
    throw error;
  }
}

function readForeign(name: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readBounded(name, MAX_CONFIG_BYTES);
  } catch (error) {
    if (error instanceof UnboundedFile) throw new UsageError(`${name} ${error.message}, so it is no config`);
    throw new UsageError(`${name} cannot be read; name a config that exists`);
  }
  try {
    return decodeConfig(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`${name} ${error.message}; save it as UTF-8`);
  }
}
