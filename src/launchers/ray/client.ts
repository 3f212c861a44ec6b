import { request as http } from 'node:http';
import { request as https } from 'node:https';
import { readBounded } from '../../paths';
import { ClusterAway, SubmitFault } from '../jobs/submit-fault';
import type { RayProfile } from '../profiles';

/** A request that a cluster of Ray refused or did not answer; the message is a sentence. */
export class RayFault extends SubmitFault {}

/** A request whose answer was lost: the cluster may have met it. */
export class RayUnanswered extends RayFault {}

const timeoutMs = 20_000;
const maxAnswerBytes = 64 << 20;

/** A job as `GET /api/jobs/` lists it. */
export interface RayJob {
  readonly submission_id: string;
  readonly status: string;
  readonly message?: string;
  readonly driver_info?: { readonly node_ip_address?: string } | null;
}

/** Calls the Jobs API of a cluster. Every call throws RayFault, or ClusterAway where it is not there, with a sentence. */
export class RayClient {
  constructor(private readonly profile: RayProfile) {}

  /** Submits a job; `request` is the body of `POST /api/jobs/`. */
  async submit(request: object): Promise<void> {
    await this.call('POST', 'api/jobs/', request);
  }

  async list(): Promise<readonly RayJob[]> {
    return jobsIn(await this.call('GET', 'api/jobs/'), this.profile.address);
  }

  async stop(id: string): Promise<void> {
    await this.call('POST', `api/jobs/${encodeURIComponent(id)}/stop`);
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const { address, tokenFile } = this.profile;
    const url = new URL(path, address.endsWith('/') ? address : `${address}/`);
    const token = tokenFile === undefined ? {} : { authorization: `Bearer ${readToken(tokenFile)}` };
    const headers = { ...token, ...(body !== undefined && { 'content-type': 'application/json' }) };
    try {
      return readAnswer(this.profile, await send(url, { method, headers, body: body && JSON.stringify(body) }));
    } catch (error) {
      throw error instanceof RayFault ? error : describeLost(address, error);
    }
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

interface Call {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Sends a request. Not by `fetch`, whose headers are those of a browser: Ray lets no browser start a job. */
function send(url: URL, { method, headers, body }: Call): Promise<Answer> {
  const request = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const sent = request(url, { method, headers, signal }, (response) => {
      const pieces: Buffer[] = [];
      let length = 0;
      response.on('data', (piece: Buffer) => {
        length += piece.byteLength;
        if (length > maxAnswerBytes) response.destroy(new Error('its answer has no end'));
        else pieces.push(piece);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString('utf8') }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Parses an answer of a cluster. Throws RayFault for one that is a refusal or no JSON. */
export function readAnswer(
  { address, tokenFile }: Pick<RayProfile, 'address' | 'tokenFile'>,
  { status, text }: Answer,
): unknown {
  if (status === 401 || status === 403) {
    const remedy =
      tokenFile === undefined
        ? "name the file that holds one as 'tokenFile' of the profile"
        : `look at the token in ${tokenFile}`;
    throw new RayFault(`${address} wants another token (${status}); ${remedy}`);
  }
  if (status < 200 || status > 299) {
    throw new RayFault(`${address} answered ${status}: ${text.trim().split('\n').at(-1)?.slice(0, 200) ?? ''}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw notRay(address);
  }
}

/** The jobs of a list that a cluster gave. Throws RayFault where it is none. */
export function jobsIn(answer: unknown, address: string): readonly RayJob[] {
  if (Array.isArray(answer) && answer.every(isJobOrDriver)) return answer.filter(isJob).map(plainJob);
  throw notRay(address);
}

function notRay(address: string): RayFault {
  return new RayFault(
    `${address} answers as no dashboard of Ray does; the address of one is needed, such as http://head:8265`,
  );
}

function describeLost(address: string, error: unknown): SubmitFault {
  const isLate = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
  if (isLate) return new RayUnanswered(`${address} did not answer in ${timeoutMs / 1000} s`);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('HPE_')) return notRay(address);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return new RayFault(`${address} does not speak TLS; begin the address with http:// where the cluster has none`);
  }
  const text = error instanceof Error && error.message !== '' ? error.message : String(error);
  const [reason = ''] = text.split('\n');
  return new ClusterAway(
    `${address} cannot be reached (${reason}); is the cluster up, and the address that of its dashboard?`,
  );
}

const maxTokenBytes = 1 << 16;

/** Reads the token anew for each call: clusters replace them. */
function readToken(file: string): string {
  let token: string;
  try {
    token = readBounded(file, maxTokenBytes).toString('utf8').trim();
  } catch {
    throw new RayFault(`the token of the cluster cannot be read from ${file}, which the profile names as 'tokenFile'`);
  }
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new RayFault(`${file} holds no token: one line of plain signs is needed`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Whether an item is of the list: drivers that were started by hand have no submission. */
function isJobOrDriver(value: unknown): boolean {
  return isRecord(value) && typeof value['status'] === 'string';
}

/** A job without what is no text in it. */
function plainJob({ submission_id, status, message, driver_info: driver }: RayJob): RayJob {
  const node: unknown = isRecord(driver) ? driver['node_ip_address'] : undefined;
  return {
    ...{ submission_id, status },
    ...(typeof message === 'string' && { message }),
    ...(typeof node === 'string' && { driver_info: { node_ip_address: node } }),
  };
}

function isJob(value: unknown): value is RayJob {
  return isRecord(value) && typeof value['submission_id'] === 'string' && typeof value['status'] === 'string';
}
