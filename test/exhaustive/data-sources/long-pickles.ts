const repeated = (times: number, code: string): Buffer => Buffer.from(code.repeat(times), 'latin1');

/** Pickles by their length. */
export const pickles: readonly [title: string, small: number, pickle: (length: number) => Buffer][] = [
  [
    'a pickle of tuples above many values',
    1 << 17,
    (length) => Buffer.concat([repeated(length / 2, 'N'), repeated(length / 6, '(t0'), Buffer.from('.')]),
  ],
  [
    'a pickle of lists in lists',
    1 << 17,
    (length) => Buffer.concat([repeated(length / 2, '('), repeated(length / 2, 'l'), Buffer.from('.')]),
  ],
  [
    'a pickle that makes bytes of one text again and again',
    1 << 16,
    (length) => {
      const text = Buffer.concat([
        Buffer.of(0x58, 0, 0, 0, 0),
        Buffer.alloc(length, 'a'),
        Buffer.from('q\u0000', 'latin1'),
      ]);
      text.writeUInt32LE(length, 1);
      const encode = Buffer.concat([Buffer.from('c_codecs\nencode\n'), Buffer.from('h\u0000\u0085R', 'latin1')]);
      return Buffer.concat([text, ...Array.from({ length: length / 32 }, () => encode), Buffer.from('.')]);
    },
  ],
  [
    'a pickle with long keys',
    1 << 17,
    (length) => {
      const text = Buffer.concat([
        Buffer.of(0x54, 0, 0, 0, 0),
        Buffer.alloc(length, 'a'),
        Buffer.from('q\u0000}', 'latin1'),
      ]);
      text.writeUInt32LE(length, 1);
      return Buffer.concat([text, repeated(length / 4, 'h\u0000Ns'), Buffer.from('.')]);
    },
  ],
];
