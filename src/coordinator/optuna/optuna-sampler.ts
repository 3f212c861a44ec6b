import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import * as z from 'zod/mini';
import type { Parameter, Trial, Values } from '../../sweeps';
import { distributionOf, type Distribution } from './optuna-distribution';

/** The command of a Python that has Optuna and our package. */
export const samplerProgramSchema = z.object({
  command: z.string(),
  args: z.array(z.string()),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
});
export type SamplerProgram = z.infer<typeof samplerProgramSchema>;

const replySchema = z.object({ point: z.optional(z.array(z.number())), fault: z.optional(z.string()) });

/** Last part of what the sampler's process has printed, which says why it ended. */
const maxErrorLength = 2000;

/**
 * Optuna's sampler (TPE) in a process of its own, which is started at the first question. It is asked about one point at a time, with
 * all trials before it: the answer follows from them and the seed.
 */
export class OptunaSampler {
  private readonly distributions: readonly Distribution[];
  private child: ChildProcess | undefined;
  private lines: AsyncIterableIterator<string> | undefined;
  private reader: Interface | undefined;
  private errors = '';

  constructor(
    private readonly program: SamplerProgram,
    private readonly parameters: readonly Parameter[],
    private readonly seed: number,
  ) {
    this.distributions = parameters.map(({ domain }) => distributionOf(domain));
  }

  /** The point that follows on trials; of their scores less is better. Throws a sentence where the process fails. */
  async propose(trials: readonly Trial[]): Promise<Values> {
    const names = this.parameters.map(({ path }) => path.join('.'));
    const question = {
      ...{ direction: 'minimize', seed: (this.seed + trials.length) % 2 ** 32 },
      distributions: Object.fromEntries(names.map((name, at) => [name, this.distributions[at]?.text])),
      trials: trials.map(({ values, score }) => ({
        params: this.distributions.map(({ internal }, at) => internal(values[at])),
        value: score ?? null,
      })),
    };
    const line = await this.ask(JSON.stringify(question));
    const { point, fault } = readReply(line);
    if (point?.length !== names.length)
      throw new Error(this.describeFault(fault ?? `it answered '${line.slice(0, 200)}'`));
    return this.distributions.map(({ external }, at) => external(point[at] ?? 0));
  }

  /** Ends the process. */
  close(): void {
    this.reader?.close();
    this.child?.stdin?.end();
    this.child?.kill();
    this.child = undefined;
  }

  private async ask(question: string): Promise<string> {
    const child = (this.child ??= this.start());
    child.stdin?.write(`${question}\n`);
    const next = await this.lines?.next();
    if (next?.done === false) return next.value;
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) await once(child, 'close');
    const said = this.errors.trim().split('\n').at(-1) ?? '';
    throw new Error(this.describeFault(said === '' ? 'its process has ended' : said));
  }

  private start(): ChildProcess {
    const { command, args, cwd, env } = this.program;
    const child = spawn(command, args, {
      ...{ cwd, env: { ...process.env, ...env }, windowsHide: true, stdio: ['pipe', 'pipe', 'pipe'] },
    });
    // Its end is known by that of its output.
    child.on('error', (error) => (this.errors += error.message));
    child.stdin.on('error', () => undefined);
    child.stderr.on('data', (chunk: Buffer) => {
      this.errors = (this.errors + chunk.toString('utf8')).slice(-maxErrorLength);
    });
    this.reader = createInterface({ input: child.stdout });
    this.lines = this.reader[Symbol.asyncIterator]();
    return child;
  }

  private describeFault(fault: string): string {
    return `Optuna proposed no point: ${fault}. Look at its Python, ${this.program.command}, and resume the sweep; method: tpe needs none`;
  }
}

function readReply(line: string): z.infer<typeof replySchema> {
  try {
    return replySchema.parse(JSON.parse(line));
  } catch {
    return {};
  }
}
