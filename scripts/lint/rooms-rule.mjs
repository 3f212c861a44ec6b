import path from 'node:path';
import { editorOnly, hostTests, rooms, trainerOnly } from './rooms.mjs';

const names = Object.keys(rooms).sort((a, b) => b.length - a.length);
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
  if (toRoom === fromRoom) return undefined;
  if (toRoom === undefined) {
    const exact = rooms[fromRoom][target];
    return exact === undefined ? `'${fromRoom}' may not import '${target}', which lies in no room` : undefined;
  }
  return judgeNeighbour(fromRoom, toRoom, target, isTypeOnly);
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

export default {
  meta: { type: 'problem', schema: [], messages: { broken: 'House rule: {{sentence}}.' } },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    const judge = (node) => {
      if (!node.source) return;
      const isTypeOnly = node.importKind === 'type' || node.exportKind === 'type';
      const sentence = judgeImport(file, String(node.source.value), isTypeOnly);
      if (sentence !== undefined) context.report({ node: node.source, messageId: 'broken', data: { sentence } });
    };
    return {
      ImportDeclaration: judge,
      ExportNamedDeclaration: judge,
      ExportAllDeclaration: judge,
      ImportExpression: judge,
    };
  },
};
