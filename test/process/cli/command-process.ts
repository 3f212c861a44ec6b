import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import type { Order, Outcome } from './command-driver';

const limitMs = 60_000;

/**
 * A process that performs commands of the command line one after the other, where the command and not its process is tested: to
 * start one for each takes most of the time. It is ended and begun anew when a command does not return.
 */
export class CommandProcess {
  private child: ChildProcess | undefined;

  /** `program`: the file of `buildCommandDriver`; `env`: variables beside those of this process. */
  constructor(
    private readonly program: string,
    private readonly env: NodeJS.ProcessEnv = {},
  ) {}

  /** Performs a command in a folder. Gives its exit code, and all that it prints. */
  perform(cwd: string, words: readonly string[]): Promise<Outcome> {
    const env = { ...process.env, ...this.env };
    const child = (this.child ??= fork(this.program, {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env,
    }));
    return new Promise((resolve, reject) => {
      const settle = (settled: () => void): void => {
        clearTimeout(timer);
        child.off('exit', onExit).off('message', onMessage);
        settled();
      };
      const fail = (message: string): void => {
        this.end();
        settle(() => reject(new Error(`'${words.join(' ')}' ${message}`)));
      };
      const timer = setTimeout(() => fail(`did not return within ${limitMs} ms`), limitMs);
      const onExit = (): void => fail('ended its process');
      const onMessage = (outcome: unknown): void => settle(() => resolve(outcome as Outcome));
      child.once('exit', onExit).once('message', onMessage);
      child.send({ cwd, words } satisfies Order);
    });
  }

  end(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }
}

/** Bundles the driver as the command line is. It starts the supervisor and the trainer of dist/. */
export async function buildCommandDriver(outfile: string): Promise<void> {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
  await build({
    ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'] },
    entryPoints: [path.resolve('test/process/cli/command-driver.ts')],
    outfile,
    external: ['onnxruntime-node', 'onnxruntime-web'],
    define: {
      __dirname: JSON.stringify(path.resolve('dist')),
      distilleryProduct: JSON.stringify({ version }),
    },
    logLevel: 'error',
  });
}
