import path from 'node:path';
import { folders } from './folders.mjs';
import { importRule } from './import-rule.mjs';
import { editorOnly, hostTests, rooms, trainerOnly } from './rooms.mjs';

const longestFirst = (table) => Object.keys(table).sort((a, b) => b.length - a.length);
const names = longestFirst(rooms);
const tabled = longestFirst(folders);
const roomOf = (file) => names.find((room) => file === room || file.startsWith(`${room}/`) || file === `${room}.ts`);
const isIn = (file, places) => places.some((place) => file === place || file.startsWith(`${place}/`));

/** Judges one import. Gives a sentence when it breaks a rule of the house, else undefined. */
export function judgeImport(fromFile, specifier, isTypeOnly) {
  if (specifier === 'vscode') {
    return isIn(fromFile, [...editorOnly, ...hostTests])
      ? undefined
      : `only ${editorOnly.join(' and ')} may import 'vscode'`;
  }
  if (!specifier.startsWith('.')) return judgePackage(fromFile, specifier, isTypeOnly);
  const target = path.posix
    .normalize(path.posix.join(path.posix.dirname(fromFile), specifier))
    .replace(/\.(ts|js)$/, '');
  const fromRoom = roomOf(fromFile);
  const toRoom = roomOf(target);
  if (fromRoom === undefined) {
    return fromFile.startsWith('src/') && fromFile !== 'src/extension.ts' && !/^src\/[a-z-]+\.ts$/.test(fromFile)
      ? `${fromFile} lies in no room: name its room in scripts/lint/rooms.mjs`
      : undefined;
  }
  if (toRoom === fromRoom) return judgeFolder(fromFile, target);
  if (toRoom === undefined) {
    const exact = rooms[fromRoom][target];
    return exact === undefined ? `'${fromRoom}' may not import '${target}', which lies in no room` : undefined;
  }
  return judgeNeighbour(fromRoom, toRoom, target, isTypeOnly);
}

/** Judges an import inside of the innermost place of the folder table. Files that lie directly in the place are its door. */
function judgeFolder(fromFile, target) {
  const place = tabled.find((one) => isIn(fromFile, [one]) && isIn(target, [one]));
  if (place === undefined) return undefined;
  const [from, to] = [fromFile, target].map((file) => file.slice(place.length + 1).split('/'));
  if (from.length === 1) return undefined;
  const table = folders[place];
  const allowed = table[from[0]];
  if (allowed === undefined) return `'${place}/${from[0]}' is missing in scripts/lint/folders.mjs`;
  const isFolder = to.length > 1 || to[0] in table;
  if (!isFolder || to[0] === from[0] || allowed.includes(to[0])) return undefined;
  return `'${place}/${from[0]}' may not import '${place}/${to[0]}'`;
}

function judgePackage(fromFile, specifier, isTypeOnly) {
  const isTrainers = trainerOnly.packages.some((pattern) => pattern.test(specifier));
  const isSource = fromFile.startsWith('src/') || fromFile.startsWith('webview/');
  if (!isSource || !isTrainers || isTypeOnly || isIn(fromFile, trainerOnly.rooms)) {
    return undefined;
  }
  return `'${specifier}' belongs to the trainer's rooms (${trainerOnly.rooms.join(', ')})`;
}

function judgeNeighbour(fromRoom, toRoom, target, isTypeOnly) {
  const allowed = rooms[fromRoom][toRoom] ?? rooms[fromRoom][target];
  if (allowed === undefined) return `'${fromRoom}' may not import '${toRoom}'`;
  if (allowed === 'types' && !isTypeOnly) return `'${fromRoom}' may import only types from '${toRoom}'`;
  if (allowed === 'any file') return undefined;
  const isDoor = target === toRoom || target === `${toRoom}/index` || rooms[fromRoom][target] !== undefined;
  return isDoor ? undefined : `'${toRoom}' is entered through its door, '${toRoom}/index.ts', not '${target}'`;
}

export default importRule(judgeImport);
