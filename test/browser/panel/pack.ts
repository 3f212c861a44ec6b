/** Serialises a message for the page, which takes only text: typed arrays become base64, which is fast and keeps NaN. */
export function pack(message: unknown): string {
  return JSON.stringify(message, (_key, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value;
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { packed: bytes.toString('base64'), kind: value.constructor.name };
  });
}
