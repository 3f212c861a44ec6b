import assert from 'node:assert/strict';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const bundle = path.resolve('dist/distillery.js');

/** A client of a server for agents of its own, `distillery mcp` with some words in a folder; `answer` is a person's to each question, in `asked`. */
export async function connectMcp(
  workspace: string,
  words: readonly string[],
  answer?: 'accept' | 'decline',
): Promise<{ readonly client: Client; readonly asked: string[] }> {
  const asked: string[] = [];
  const capabilities = answer === undefined ? {} : { elicitation: {} };
  const client = new Client({ name: 'test', version: '1' }, { capabilities });
  if (answer !== undefined) {
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      asked.push(params.message);
      return { action: answer, ...(answer === 'accept' && { content: {} }) };
    });
  }
  const server = { command: process.execPath, args: [bundle, 'mcp', ...words], cwd: workspace };
  await client.connect(new StdioClientTransport({ ...server, stderr: 'inherit' }));
  return { client, asked };
}

/** The text of a tool's answer, of at most 4 kB, and whether it is a refusal. */
export async function callForText(
  client: Client,
  name: string,
  input: object = {},
): Promise<{ readonly text: string; readonly isRefusal: boolean }> {
  const request = { method: 'tools/call' as const, params: { name, arguments: { ...input } } };
  const result = await client.request(request, CallToolResultSchema);
  const [content] = result.content;
  assert.ok(content?.type === 'text');
  assert.ok(Buffer.byteLength(content.text) < 4096, `${name}: ${Buffer.byteLength(content.text)} bytes`);
  return { text: content.text, isRefusal: result.isError === true };
}

/** The answer of a tool; a refusal is `refused`. */
export async function callTool(client: Client, name: string, input: object = {}): Promise<Record<string, unknown>> {
  const { text, isRefusal } = await callForText(client, name, input);
  return isRefusal ? { refused: text } : (JSON.parse(text) as Record<string, unknown>);
}
