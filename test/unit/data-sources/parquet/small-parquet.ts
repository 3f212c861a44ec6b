/** A field of a struct in Thrift's compact protocol: its number and its value; numbers are integers. */
export type Fields = readonly (readonly [field: number, value: Value])[];
type Value = number | string | Buffer | { readonly fields: Fields } | { readonly list: readonly Value[] };

export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

const zigzag = (value: number): Buffer => varint(value < 0 ? -2 * value - 1 : 2 * value);
const types = { integer: 6, bytes: 8, list: 9, struct: 12 } as const;

function typeOf(value: Value | undefined): number {
  if (typeof value === 'number' || value === undefined) return types.integer;
  if (typeof value === 'string' || Buffer.isBuffer(value)) return types.bytes;
  return 'list' in value ? types.list : types.struct;
}

function encode(value: Value): Buffer {
  if (typeof value === 'number') return zigzag(value);
  if (typeof value === 'string') return encode(Buffer.from(value, 'utf8'));
  if (Buffer.isBuffer(value)) return Buffer.concat([varint(value.length), value]);
  if ('fields' in value) return struct(value.fields);
  const { list } = value;
  return Buffer.concat([Buffer.of(0xf0 | typeOf(list[0])), varint(list.length), ...list.map(encode)]);
}

/** A struct in Thrift's compact protocol. */
export function struct(fields: Fields): Buffer {
  const parts = fields.map(([field, value]) => Buffer.concat([Buffer.of(typeOf(value)), zigzag(field), encode(value)]));
  return Buffer.concat([...parts, Buffer.of(0)]);
}

/** A page as it lies in a file, with a head that may claim anything. */
export interface SmallPage {
  readonly body: Buffer;
  readonly values: number;
  /** 0 plain, 2 by the dictionary, 3 runs, 5 to 7 differences. */
  readonly encoding?: number;
  readonly unpackedBytes?: number;
  readonly isDictionary?: boolean;
}

function encodePage({
  body,
  values,
  encoding = 0,
  unpackedBytes = body.length,
  isDictionary = false,
}: SmallPage): Buffer {
  const sizes: Fields = [
    [1, isDictionary ? 2 : 0],
    [2, unpackedBytes],
    [3, body.length],
  ];
  const about: Fields = isDictionary
    ? [
        [1, values],
        [2, 0],
      ]
    : [
        [1, values],
        [2, encoding],
        [3, 3],
        [4, 3],
      ];
  return Buffer.concat([struct([...sizes, [isDictionary ? 7 : 5, { fields: about }]]), body]);
}

/** A column of one name in one group of rows. */
export interface SmallColumn {
  readonly name: string;
  /** 1 int32, 2 int64, 6 bytes. */
  readonly type: number;
  readonly isOptional?: boolean;
  /** 0 none, 1 snappy, 5 lz4, 6 zstd. */
  readonly codec?: number;
  readonly pages: readonly SmallPage[];
  readonly unpackedBytes?: number;
  /** 0 text. */
  readonly converted?: number;
}

/** A parquet file of flat columns, one group of rows of these columns after the other. Its heads claim the given values. */
export function parquetFile(
  groups: readonly (readonly SmallColumn[])[],
  rowsOf: readonly number[],
  rows = rowsOf.reduce((sum, one) => sum + one, 0),
): Buffer {
  const parts = [Buffer.from('PAR1')];
  let place = 4;
  const written = groups.map((columns, index) => {
    const chunks = columns.map(({ name, type, codec = 0, pages, unpackedBytes }): Value => {
      const content = Buffer.concat(pages.map(encodePage));
      const start = place;
      parts.push(content);
      place += content.length;
      const values = rowsOf[index] ?? 0;
      const meta: Fields = [
        ...([
          [1, type],
          [2, { list: [0] }],
          [3, { list: [name] }],
          [4, codec],
          [5, values],
        ] as const),
        ...([
          [6, unpackedBytes ?? content.length],
          [7, content.length],
          [9, start],
        ] as const),
      ];
      return {
        fields: [
          [2, start],
          [3, { fields: meta }],
        ],
      };
    });
    return {
      fields: [
        [1, { list: chunks }],
        [2, 0],
        [3, rowsOf[index] ?? 0],
      ],
    } satisfies Value;
  });
  const schema = (groups[0] ?? []).map(({ name, type, isOptional, converted }): Value => {
    const more: Fields = converted === undefined ? [] : [[6, converted]];
    return { fields: [[1, type], [3, isOptional === true ? 1 : 0], [4, name], ...more] };
  });
  const root: Value = {
    fields: [
      [4, 'schema'],
      [5, schema.length],
    ],
  };
  return withMetadata(
    Buffer.concat(parts),
    struct([
      [1, 1],
      [2, { list: [root, ...schema] }],
      [3, rows],
      [4, { list: written }],
    ]),
  );
}

/** A file of this metadata. */
export function withMetadata(before: Buffer, metadata: Buffer): Buffer {
  const end = Buffer.alloc(8);
  end.writeUInt32LE(metadata.length);
  end.write('PAR1', 4, 'latin1');
  return Buffer.concat([before, metadata, end]);
}

/** A run of a value of one byte, as levels and indexes are kept. */
export const runOf = (length: number, value: number): Buffer => Buffer.concat([varint(2 * length), Buffer.of(value)]);

/** Bytes behind their length, as levels stand in a page. */
export function prefixed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Plain int32 values. */
export const int32s = (values: readonly number[]): Buffer => Buffer.from(Int32Array.from(values).buffer);
/** Plain texts, each behind its length. */
export const byteArrays = (values: readonly string[]): Buffer =>
  Buffer.concat(values.map((value) => prefixed(Buffer.from(value, 'utf8'))));
