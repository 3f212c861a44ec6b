// Messages on a stream as the editor carries them: the text as JSON, and the columns as bytes beside it. A message is the
// lengths of both as 32-bit integers, the text filled up with spaces to a multiple of eight, and the columns.

/** The bytes of a message. */
export function encodeMessage(message) {
  const columns = [];
  let at = 0;
  const text = JSON.stringify(message, (_key, value) => {
    if (!ArrayBuffer.isView(value)) return value;
    columns.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
    const column = { $column: value.constructor.name, at, length: value.length };
    const rest = -value.byteLength & 7;
    if (rest > 0) columns.push(Buffer.alloc(rest));
    at += value.byteLength + rest;
    return column;
  });
  const words = Buffer.from(text, 'utf8');
  const filled = Buffer.concat([words, Buffer.alloc(-words.length & 7, ' ')]);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(filled.length, 0);
  head.writeUInt32LE(at, 4);
  return Buffer.concat([head, filled, ...columns]);
}
