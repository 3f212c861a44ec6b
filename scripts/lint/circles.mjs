// Finds circles of files and of neighbouring folders, types and lazy imports included. A circle has no bottom from which it
// could be read or tested.
// Usage: node scripts/lint/circles.mjs
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import typescript from 'typescript';
import { rooms } from './rooms.mjs';

const places = ['src', 'webview'];
/** Files of tests may import one another too; their folders mirror those above, and are no rooms. */
const placesOfTests = ['test'];
/** Rooms that lie in another one: a neighbour of their own, since they lie at another height. */
const innerRooms = Object.keys(rooms).filter((room) => room.split('/').length > 2);

/** The files that a file imports, by their paths from the root; packages are left out. */
function importsOf(file, files) {
  const { importedFiles } = typescript.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return [];
    const target = path.posix.join(path.posix.dirname(file), fileName);
    return [`${target}.ts`, `${target}/index.ts`, target].filter((one) => files.has(one)).slice(0, 1);
  });
}

/** The circles of a graph, each as its members (Tarjan 1972: strongly connected components of more than one node). */
export function circlesOf(imports) {
  const found = [];
  const order = new Map();
  const lowest = new Map();
  const stack = [];
  const visit = (node) => {
    order.set(node, order.size);
    lowest.set(node, order.get(node));
    stack.push(node);
    for (const next of imports.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(node, Math.min(lowest.get(node), lowest.get(next)));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const circle = stack.splice(stack.indexOf(node));
    if (circle.length > 1 || (imports.get(node) ?? []).includes(node)) found.push(circle.sort());
  };
  for (const node of imports.keys()) if (!order.has(node)) visit(node);
  return found;
}

/** The imports of all source files below the working folder, or of those below some of its folders. */
export function readImports(below = places) {
  const files = new Set(
    below.flatMap((place) =>
      readdirSync(place, { recursive: true })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => `${place}/${name.split(path.sep).join('/')}`),
    ),
  );
  return new Map([...files].sort().map((file) => [file, importsOf(file, files)]));
}

/** Imports between the neighbours in each folder, its files and subfolders. Gives a graph per folder; its nodes are paths. */
export function neighboursOf(imports) {
  const levels = new Map();
  for (const [file, targets] of imports) {
    for (const target of targets) {
      const [one, other] = [file, target].map((name) => name.split('/'));
      const depth = one.findIndex((part, index) => part !== other[index]);
      if (depth <= 0) continue;
      const parent = one.slice(0, depth).join('/');
      const nodeOf = (name) => {
        const inner = innerRooms.find((room) => name.startsWith(`${room}/`));
        return depth === 1 && inner !== undefined
          ? inner
          : name
              .split('/')
              .slice(0, depth + 1)
              .join('/');
      };
      const [from, to] = [nodeOf(file), nodeOf(target)];
      if (!levels.has(parent)) levels.set(parent, new Map());
      const graph = levels.get(parent);
      graph.set(from, [...new Set([...(graph.get(from) ?? []), to])]);
      if (!graph.has(to)) graph.set(to, []);
    }
  }
  return levels;
}

/** The sentences about all circles of files and folders below the working folder. */
export function findCircles() {
  const imports = readImports();
  const circles = [...circlesOf(imports), ...circlesOf(readImports(placesOfTests))];
  const files = circles.map((circle) => `${circle.length} files import one another: ${circle.join(', ')}`);
  const folders = [...neighboursOf(imports).values()].flatMap((graph) =>
    circlesOf(graph)
      .filter((circle) => circle.some((name) => !name.endsWith('.ts')))
      .map((circle) => `${circle.length} neighbours import one another: ${circle.join(', ')}`),
  );
  return [...new Set([...files, ...folders])];
}

if (process.argv[1] === import.meta.filename) {
  const sentences = findCircles();
  for (const sentence of sentences) console.error(sentence);
  process.exitCode = sentences.length === 0 ? 0 : 1;
}
