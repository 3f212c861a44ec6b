import { markers } from './jpeg-frame';

/** Settings of a baseline JPEG of one scan: all that stands before its coded blocks. */
export interface BaselineSettings {
  readonly width: number;
  readonly height: number;
  /** One of luma, or luma and two of chroma. */
  readonly components: readonly BaselineComponent[];
  /** Tables by their number, as the file has them: 64 divisors in zigzag order, of one byte each or of two. */
  readonly quantization: ReadonlyMap<number, Uint8Array>;
  /** Tables by their class and number, as the file has them: 16 counts of codes by length, then symbols. */
  readonly huffman: ReadonlyMap<HuffmanSlot, Uint8Array>;
  /** Place of the first byte of the scan. */
  readonly start: number;
}

/** Number of a Huffman table: those of DC coefficients are 0…3, those of AC coefficients 16…19. */
export type HuffmanSlot = number;

/** A component of a JPEG, with the numbers of its tables. */
export interface BaselineComponent {
  /** Blocks of an MCU across and down. */
  readonly across: number;
  readonly down: number;
  readonly quantization: number;
  readonly dc: HuffmanSlot;
  readonly ac: HuffmanSlot;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: readonly (Pick<BaselineComponent, 'across' | 'down' | 'quantization'> & {
    readonly id: number;
  })[];
}

/** Segments of a JPEG as far as they are read. */
interface Draft {
  readonly quantization: Map<number, Uint8Array>;
  readonly huffman: Map<HuffmanSlot, Uint8Array>;
  frame?: Frame;
  isJfif: boolean;
  /** Number that Adobe's programs write for the kind of colours. */
  adobeTransform?: number;
}

/**
 * Reads the segments of a JPEG up to its scan. Gives undefined for all but undamaged-looking baseline files of gray or YCbCr
 * with one scan and no restart markers, which is how nearly all are written.
 */
export function readBaselineSettings(bytes: Uint8Array): BaselineSettings | undefined {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const draft: Draft = { quantization: new Map(), huffman: new Map(), isJfif: false };
  for (let offset = 2; offset + 4 <= bytes.length;) {
    if (bytes[offset] !== 0xff) return undefined;
    const kind = bytes[offset + 1] ?? 0;
    const end = offset + 2 + data.getUint16(offset + 2);
    const content = bytes.subarray(offset + 4, end);
    if (end > bytes.length) return undefined;
    if (kind === markers.scan) return withScan(draft, content, end);
    if (!readSegment(draft, kind, content)) return undefined;
    offset = end;
  }
  return undefined;
}

/** Takes a segment's content into the draft; false where the file is not of the kind that is read here. */
function readSegment(draft: Draft, kind: number, content: Uint8Array): boolean {
  switch (kind) {
    case markers.quantization:
      return readQuantization(draft.quantization, content);
    case markers.huffman:
      return readHuffman(draft.huffman, content);
    case markers.firstFrame:
    case markers.extendedFrame:
      return readFrame(draft, content);
    case markers.restarts:
      return content.every((byte) => byte === 0);
    case markers.jfif:
      draft.isJfif ||= startsWith(content, 'JFIF\0');
      return true;
    case markers.adobe:
      if (content.length >= 12 && startsWith(content, 'Adobe')) draft.adobeTransform = content[11] ?? 0;
      return true;
    default:
      // Comments and the data of applications; another frame, a number of lines and the like are for the other decoder.
      return (kind >= 0xe0 && kind <= 0xef) || kind === markers.comment;
  }
}

function startsWith(content: Uint8Array, text: string): boolean {
  return Array.from(text).every((letter, index) => content[index] === letter.charCodeAt(0));
}

function readQuantization(tables: Draft['quantization'], content: Uint8Array): boolean {
  for (let offset = 0; offset < content.length;) {
    const head = content[offset] ?? 0;
    const table = content.subarray(offset + 1, offset + (head >> 4 === 0 ? 65 : 129));
    if (head >> 4 > 1 || (head & 15) > 3 || table.length % 64 !== 0 || table.length === 0) return false;
    tables.set(head & 15, table);
    offset += 1 + table.length;
  }
  return true;
}

function readHuffman(tables: Draft['huffman'], content: Uint8Array): boolean {
  for (let offset = 0; offset < content.length;) {
    const slot = content[offset] ?? 0;
    const counts = content.subarray(offset + 1, offset + 17);
    const symbols = counts.reduce((sum, count) => sum + count, 0);
    const table = content.subarray(offset + 1, offset + 17 + symbols);
    if ((slot & 15) > 3 || slot >> 4 > 1 || symbols > 256 || table.length < 16 + symbols) return false;
    tables.set(slot, table);
    offset += 17 + symbols;
  }
  return true;
}

/** Reads the frame of a gray picture, or one whose chroma has as many columns as luma or half, and then as many rows or half. */
function readFrame(draft: Draft, content: Uint8Array): boolean {
  const [precision, highHeight = 0, lowHeight = 0, highWidth = 0, lowWidth = 0, count = 0] = content;
  if (draft.frame !== undefined || precision !== 8 || content.length !== 6 + 3 * count) return false;
  const components = Array.from({ length: count }, (_, index) => {
    const [id = 0, sampling = 0, quantization = 0] = content.subarray(6 + 3 * index);
    return { id, across: sampling >> 4, down: sampling & 15, quantization };
  });
  const size = { width: 256 * highWidth + lowWidth, height: 256 * highHeight + lowHeight };
  const [luma, ...chroma] = components;
  if (luma === undefined || size.width === 0 || size.height === 0) return false;
  // The blocks of one component lie one behind the other, however many an MCU were to have.
  const isGray = chroma.length === 0;
  draft.frame = { ...size, components: isGray ? [{ ...luma, across: 1, down: 1 }] : components };
  return (
    isGray ||
    (chroma.length === 2 &&
      chroma.every(({ across, down }) => across === 1 && down === 1) &&
      [0x11, 0x21, 0x22].includes(16 * luma.across + luma.down))
  );
}

/** Columns of chroma from which libjpeg smooths them when it doubles them. */
const minSmoothed = 3;

function withScan(draft: Draft, content: Uint8Array, start: number): BaselineSettings | undefined {
  const { frame, quantization, huffman } = draft;
  if (frame === undefined || content[0] !== frame.components.length || !isYcc(draft, frame)) return undefined;
  const { width, height, components } = frame;
  const behind = 1 + 2 * components.length;
  // All 64 coefficients in one scan.
  if (content.length !== behind + 3 || content[behind] !== 0 || content[behind + 1] !== 63) return undefined;
  const across = components[0]?.across ?? 1;
  if (across > 1 && Math.ceil(width / across) < minSmoothed) return undefined;
  const withTables = components.map(({ id, ...component }, index) => {
    const tables = content[2 + 2 * index] ?? 0;
    const isHere = content[1 + 2 * index] === id;
    return isHere ? { ...component, dc: tables >> 4, ac: 16 + (tables & 15) } : undefined;
  });
  const complete = withTables.filter((component) => component !== undefined);
  const hasTables = complete.every(
    ({ quantization: table, dc, ac }) => quantization.has(table) && huffman.has(dc) && huffman.has(ac),
  );
  if (!hasTables || complete.length < components.length) return undefined;
  return { width, height, components: complete, quantization, huffman, start };
}

/** Whether libjpeg takes the components for gray or YCbCr; it goes by JFIF, then by Adobe's number, then by the components' ids. */
function isYcc({ isJfif, adobeTransform }: Draft, { components }: Frame): boolean {
  if (components.length === 1 || isJfif) return true;
  if (adobeTransform !== undefined) return adobeTransform === 1;
  return components.every(({ id }, index) => id === index + 1);
}
