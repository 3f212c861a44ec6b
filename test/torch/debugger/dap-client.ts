import { spawn, type ChildProcess } from 'node:child_process';

/** A message of the Debug Adapter Protocol, as far as a test looks at it. */
interface Message {
  readonly seq: number;
  readonly type: 'request' | 'response' | 'event';
  readonly command?: string;
  readonly event?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: unknown;
}

interface Waiting {
  readonly fits: (message: Message) => boolean;
  readonly resolve: (body: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Time in ms that an answer or an event may take: an interpreter starts in between. */
const limitMs = 60_000;

/** A client of the Debug Adapter Protocol, in the place of an editor: it talks to debugpy's adapter by its input and output. */
export class DapClient {
  private readonly child: ChildProcess;
  private readonly waiting: Waiting[] = [];
  private readonly events: Message[] = [];
  private readonly ended: Promise<void>;
  private input = Buffer.alloc(0);
  private errors = '';
  private seq = 0;

  /** Starts the adapter of a Python that has debugpy. */
  constructor(python: string) {
    this.child = spawn(python, ['-m', 'debugpy.adapter'], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stdout?.on('data', (chunk: Buffer) => this.read(chunk));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.errors += chunk.toString('utf8')));
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        for (const { reject } of this.waiting.splice(0)) reject(new Error(`the adapter has ended: ${this.errors}`));
        resolve();
      };
      this.child.once('error', end);
      this.child.once('close', end);
    });
  }

  /** Asks, and gives the body of the answer. Rejects where the adapter says no. */
  request(command: string, args: object = {}): Promise<unknown> {
    this.seq += 1;
    const seq = this.seq;
    const text = JSON.stringify({ seq, type: 'request', command, arguments: args });
    this.child.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    return this.next(({ type, request_seq: asked }) => type === 'response' && asked === seq, command);
  }

  /** The body of the next event of a name, or of one that has come and was not asked for. */
  event(name: string): Promise<unknown> {
    const place = this.events.findIndex(({ event }) => event === name);
    const [known] = place < 0 ? [] : this.events.splice(place, 1);
    if (known !== undefined) return Promise.resolve(known.body);
    return this.next(({ type, event }) => type === 'event' && event === name, name);
  }

  /** Ends the adapter, and with it what it debugs. */
  async close(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  private next(fits: Waiting['fits'], what: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const late = (): void => reject(new Error(`the debugger gave no ${what} within ${limitMs} ms: ${this.errors}`));
      const timer = setTimeout(late, limitMs);
      const settled = <Value>(settle: (value: Value) => void) => {
        return (value: Value): void => {
          clearTimeout(timer);
          settle(value);
        };
      };
      this.waiting.push({ fits, resolve: settled(resolve), reject: settled(reject) });
    });
  }

  private read(chunk: Buffer): void {
    this.input = Buffer.concat([this.input, chunk]);
    for (;;) {
      const end = this.input.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(this.input.toString('latin1', 0, Math.max(0, end)))?.[1]);
      if (end < 0 || this.input.length < end + 4 + length) return;
      const text = this.input.toString('utf8', end + 4, end + 4 + length);
      this.input = this.input.subarray(end + 4 + length);
      this.take(JSON.parse(text) as Message);
    }
  }

  private take(message: Message): void {
    const place = this.waiting.findIndex(({ fits }) => fits(message));
    const [waiting] = place < 0 ? [] : this.waiting.splice(place, 1);
    if (waiting === undefined) {
      if (message.type === 'event') this.events.push(message);
      return;
    }
    if (message.success === false) waiting.reject(new Error(`${message.command ?? ''}: ${message.message ?? ''}`));
    else waiting.resolve(message.body);
  }
}
