/** A message as text, for a page that is reached by text alone: typed arrays as base64, so that NaN and speed survive. */
export function pack(message: unknown): string {
  return JSON.stringify(message, (_key, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value;
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { packed: bytes.toString('base64'), kind: value.constructor.name };
  });
}
