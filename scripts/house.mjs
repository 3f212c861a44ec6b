// Prints the house in figures: its rooms with files and lines of code, the fullest folders, the longest files and functions, and
// circles of files and folders. Lines of code are neither blank nor comments, as the lint counts them.
// Usage: node scripts/house.mjs [ENTRIES]
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findCircles } from './lint/circles.mjs';
import { commentsOf } from './lint/python.mjs';
import { rooms } from './lint/rooms.mjs';
import { codeLines, functionsOf } from './lint/sizes.mjs';

const entries = Number(process.argv[2] ?? 10);
const places = ['src', 'webview', 'python', 'scripts', 'test'];
const table = (rows) => {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  const pad = (cell, column) =>
    typeof cell === 'number' ? String(cell).padStart(widths[column]) : cell.padEnd(widths[column]);
  for (const row of rows) console.log(`  ${row.map(pad).join('  ').trimEnd()}`);
};
const groupBy = (all, keyOf) => {
  const groups = new Map();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
};
const largest = (rows, column) => [...rows].sort((one, other) => other[column] - one[column]).slice(0, entries);

/** Files of source code, by their paths from the root. */
const files = places.flatMap((place) =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mts|mjs|cjs|py)$/.test(entry.name))
    .map((entry) => path.posix.join(entry.parentPath.split(path.sep).join('/'), entry.name))
    .filter((file) => !/^test\/fixtures\//.test(file)),
);
const measured = files.map((file) => {
  const source = readFileSync(file, 'utf8');
  if (!file.endsWith('.py')) return { file, lines: codeLines(source), functions: functionsOf(source) };
  const isCode = source.split('\n').map((line) => line.trim() !== '');
  for (const { line, end, isAlone } of commentsOf(source)) if (isAlone) isCode.fill(false, line - 1, end);
  return { file, lines: isCode.filter(Boolean).length, functions: [] };
});

const names = [...Object.keys(rooms), 'python/distillery', 'scripts', 'test'].sort((a, b) => b.length - a.length);
const roomOf = (file) => names.find((room) => file.startsWith(`${room}/`)) ?? path.dirname(file);
const byRoom = groupBy(measured, ({ file }) => roomOf(file));
const sum = (all) => all.reduce((total, { lines }) => total + lines, 0);
console.log('rooms: files and lines of code');
table(
  [...byRoom]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([room, all]) => [room, all.length, sum(all)])
    .concat([['all', measured.length, sum(measured)]]),
);
console.log('\nfolders with the most files of their own');
const folders = groupBy(measured, ({ file }) => path.posix.dirname(file));
table(
  largest(
    [...folders].map(([folder, all]) => [folder, all.length]),
    1,
  ),
);
console.log('\nlongest files of the product, in lines of code');
const product = measured.filter(({ file }) => /^(src|webview|python)\//.test(file));
table(
  largest(
    product.map(({ file, lines }) => [file, lines]),
    1,
  ),
);
console.log('\nlongest functions of the product, in lines of code');
const functions = product.flatMap(({ file, functions: all }) =>
  all.map(({ name, line, lines }) => [`${file}:${line}`, name, lines]),
);
table(largest(functions, 2));
const circles = findCircles();
console.log(`\ncircles of files and folders: ${circles.length}`);
for (const circle of circles) console.log(`  ${circle}`);
