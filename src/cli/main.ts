// The bundle entry of the command line.
import { runCommandLine } from './run-command-line';

void runCommandLine(process.argv.slice(2)).then((code) => (process.exitCode = code));
