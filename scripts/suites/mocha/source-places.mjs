// Places in compiled tests, as those of the sources: by the maps beside them, and only where a test failed. Node's own mapping takes the time
// of every error that a test throws and catches.
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiledFolder } from './compile-tests.mjs';

/** A stack or a message whose places below `folder`, that of the compiled tests, are those of the sources, relative to the repository. */
export function withSourcePlaces(text, folder = compiledFolder) {
  const escaped = folder.replaceAll(/[\\.+]/g, '\\$&');
  const places = new RegExp(`(file:///[^\\s()]*|[^\\s()]*)(${escaped}[^\\s():]+\\.js):(\\d+):(\\d+)`, 'g');
  return text.replaceAll(places, (whole, before, compiled, line, column) => {
    const file = before.startsWith('file:') ? fileURLToPath(before + compiled) : before + compiled;
    if (!existsSync(`${file}.map`)) return whole;
    const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
    const { originalSource, originalLine, originalColumn } = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (originalSource === undefined) return whole;
    const source = path.relative(process.cwd(), path.resolve(path.dirname(file), originalSource));
    return `${source}:${originalLine + 1}:${originalColumn + 1}`;
  });
}
