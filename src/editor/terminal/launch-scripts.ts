/** A file of the command `distillery`. */
export interface LaunchScript {
  readonly name: string;
  readonly text: string;
}

/**
 * Files that start the command line on the editor's own Node, for a folder of the PATH: one for shells of POSIX and one for those of
 * Windows. `node` and `program` are absolute paths. A workspace keeps the folder on its terminals' PATH, so an update may have taken
 * away what they name before the extension wrote them anew.
 */
export function launchScripts(node: string, program: string): readonly LaunchScript[] {
  return [
    { name: 'distillery', text: lines(posixScript(quoted(node), quoted(program)), '\n') },
    { name: 'distillery.cmd', text: lines(batchFile(doubled(node), doubled(program)), '\r\n') },
  ];
}

const gone = 'distillery: VS Code or the extension was updated; open a config in VS Code once, then type this again';

const posixScript = (node: string, program: string): readonly string[] => [
  '#!/bin/sh',
  '# Written by Distillery when the extension wakes.',
  `[ -f ${node} ] && [ -f ${program} ] || { echo '${gone}' >&2; exit 127; }`,
  `ELECTRON_RUN_AS_NODE=1 exec ${node} ${program} "$@"`,
];

const batchFile = (node: string, program: string): readonly string[] => [
  '@echo off',
  'setlocal',
  `if not exist "${node}" goto gone`,
  `if not exist "${program}" goto gone`,
  'set ELECTRON_RUN_AS_NODE=1',
  `"${node}" "${program}" %*`,
  'exit /b %ERRORLEVEL%',
  ':gone',
  `echo ${gone} 1>&2`,
  'exit /b 127',
];

const lines = (texts: readonly string[], end: string): string => texts.map((text) => `${text}${end}`).join('');

/** A word of a POSIX shell, whatever is in it. */
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** A percent sign in a batch file begins a variable unless it is written twice. */
const doubled = (word: string): string => word.replaceAll('%', '%%');
