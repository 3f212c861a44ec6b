/** A file of the command `distillery`. */
export interface LaunchScript {
  readonly name: string;
  readonly text: string;
}

/**
 * Files that start the command line on the editor's own Node, for a folder of the PATH: one for shells of POSIX and one for those of
 * Windows. `node` and `program` are absolute paths.
 */
export function launchScripts(node: string, program: string): readonly LaunchScript[] {
  return [
    {
      name: 'distillery',
      text: `#!/bin/sh\n# Written by Distillery at each start of the editor.\nELECTRON_RUN_AS_NODE=1 exec ${quoted(node)} ${quoted(program)} "$@"\n`,
    },
    {
      name: 'distillery.cmd',
      text: `@echo off\r\nsetlocal\r\nset ELECTRON_RUN_AS_NODE=1\r\n"${doubled(node)}" "${doubled(program)}" %*\r\n`,
    },
  ];
}

/** A word of a POSIX shell, whatever is in it. */
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** A percent sign in a batch file begins a variable unless it is written twice. */
const doubled = (word: string): string => word.replaceAll('%', '%%');
