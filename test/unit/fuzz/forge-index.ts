import { crc32 } from 'node:zlib';
import type { Generator } from '../../../src/data';
import { forgeJson, pick } from './forge-json';

const fixedBytes = 12;

interface Block {
  readonly at: number;
  readonly head: { readonly eventsBytes: number } & Record<string, unknown>;
  readonly body: Buffer;
}

/** Blocks of a sound index: magic, length and CRC-32 of the head, the head, its body. */
export function blocksOf(index: Buffer): Block[] {
  const blocks: Block[] = [];
  const starts: number[] = [];
  for (let at = index.indexOf('DIX1'); at >= 0; at = index.indexOf('DIX1', at + 1)) starts.push(at);
  for (const [place, at] of starts.entries()) {
    const headEnd = at + fixedBytes + index.readUInt32LE(at + 4);
    const head = JSON.parse(index.toString('utf8', at + fixedBytes, headEnd)) as Block['head'];
    blocks.push({ at, head, body: index.subarray(headEnd, starts[place + 1] ?? index.length) });
  }
  return blocks;
}

/** A block with valid checksums of its head. */
export function encodeIndexBlock(head: unknown, body: Uint8Array): Buffer {
  const text = Buffer.from(typeof head === 'string' ? head : JSON.stringify(head ?? null), 'utf8');
  const fixed = Buffer.alloc(fixedBytes);
  fixed.write('DIX1', 'latin1');
  fixed.writeUInt32LE(text.length, 4);
  fixed.writeUInt32LE(crc32(text), 8);
  return Buffer.concat([fixed, text, body]);
}

/** An index whose checksums are valid and some of whose heads are not: as damage cannot, and somebody can, make it. */
export function forgeIndex(index: Buffer, generator: Generator): Buffer {
  const blocks = blocksOf(index);
  const forged = 1 + generator.nextBelow(2);
  const chosen = new Set(Array.from({ length: forged }, () => generator.nextBelow(blocks.length)));
  const parts = blocks.map(({ at, head, body }, place) => {
    if (!chosen.has(place)) return encodeIndexBlock(head, body);
    const hints = [
      at,
      index.length,
      body.length,
      -at / 8,
      -(body.length / 8),
      Number(head['start']),
      Number(head['end']),
    ];
    const wrong = forgeJson(head, generator, hints);
    return encodeIndexBlock(generator.nextBelow(20) === 0 ? '{"start":0' : wrong, forgeBody(body, head, generator));
  });
  if (generator.nextBelow(4) === 0) parts.push(pick(parts, generator));
  return Buffer.concat(parts);
}

/** Numbers of the columns changed, and their checksums left as they are: the reader must notice. */
function forgeBody(body: Buffer, { eventsBytes }: Block['head'], generator: Generator): Buffer {
  const copy = Buffer.from(body);
  const columns = copy.subarray(eventsBytes);
  if (generator.nextBelow(3) === 0 && columns.length >= 8) columns.writeDoubleLE(pick([NaN, -1, 1e308], generator), 0);
  return copy;
}
