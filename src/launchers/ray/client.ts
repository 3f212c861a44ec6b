import { readFileSync } from 'node:fs';
import { SubmitFault } from '../jobs/submit-fault';
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

/** Calls the Jobs API of a cluster. Every call throws RayFault with a sentence. */
export class RayClient {
  constructor(
    private readonly profile: RayProfile,
    private readonly send: typeof fetch = fetch,
  ) {}

  /** Submits a job; `request` is the body of `POST /api/jobs/`. */
  async submit(request: object): Promise<void> {
    await this.call('POST', 'api/jobs/', request);
  }

  async list(): Promise<readonly RayJob[]> {
    const answer = await this.call('GET', 'api/jobs/');
    if (Array.isArray(answer) && answer.every(isJobOrDriver)) return answer.filter(isJob);
    throw new RayFault(
      `${this.profile.address} answers as no dashboard of Ray does; the address of one is needed, such as http://head:8265`,
    );
  }

  async stop(id: string): Promise<void> {
    await this.call('POST', `api/jobs/${encodeURIComponent(id)}/stop`);
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const { address, tokenFile } = this.profile;
    const url = new URL(path, address.endsWith('/') ? address : `${address}/`);
    const token = tokenFile === undefined ? {} : { authorization: `Bearer ${readToken(tokenFile)}` };
    const headers = { ...token, ...(body !== undefined && { 'content-type': 'application/json' }) };
    let response: Response;
    let text: string;
    try {
      response = await this.send(url, {
        ...{ method, headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      text = await response.text();
    } catch (error) {
      throw describeLost(address, error);
    }
    return read(this.profile, response, text);
  }
}

function read({ address, tokenFile }: RayProfile, { ok, status }: Response, text: string): unknown {
  if (status === 401 || status === 403) {
    const remedy =
      tokenFile === undefined
        ? "name the file that holds one as 'tokenFile' of the profile"
        : `look at the token in ${tokenFile}`;
    throw new RayFault(`${address} wants another token (${status}); ${remedy}`);
  }
  if (!ok) throw new RayFault(`${address} answered ${status}: ${text.trim().split('\n').at(-1)?.slice(0, 200) ?? ''}`);
  try {
    if (text.length > maxAnswerBytes) throw new SyntaxError('too long');
    return JSON.parse(text);
  } catch {
    throw new RayFault(
      `${address} answers as no dashboard of Ray does; the address of one is needed, such as http://head:8265`,
    );
  }
}

function describeLost(address: string, error: unknown): RayFault {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new RayUnanswered(`${address} did not answer in ${timeoutMs / 1000} s`);
  }
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : String(error);
  return new RayFault(
    `${address} cannot be reached (${reason}); is the cluster up, and the address that of its dashboard?`,
  );
}

/** Reads the token anew for each call: clusters replace them. */
function readToken(file: string): string {
  let token: string;
  try {
    token = readFileSync(file, 'utf8').trim();
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

function isJob(value: unknown): value is RayJob {
  return isRecord(value) && typeof value['submission_id'] === 'string' && typeof value['status'] === 'string';
}
