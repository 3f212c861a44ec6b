// Performs commands of the command line in one process, for a parent that ends it when one of them does not return.
import { runCommandLine } from '../../../src/cli/run-command-line';

export interface Order {
  readonly cwd: string;
  readonly words: readonly string[];
}

export interface Outcome {
  readonly code: number;
  readonly text: string;
}

let printed = '';
const collect = (chunk: Uint8Array | string): boolean => {
  printed += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
  return true;
};
process.stdout.write = collect;
process.stderr.write = collect;
for (const name of ['log', 'error', 'warn'] as const) console[name] = (text: string) => collect(`${text}\n`);

process.on('message', ({ cwd, words }: Order) => {
  printed = '';
  process.chdir(cwd);
  void runCommandLine(words).then((code) => process.send?.({ code, text: printed } satisfies Outcome));
});
