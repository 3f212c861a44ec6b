// An animated PNG (APNG, https://www.w3.org/TR/png-3/) of screenshots: each frame holds only the rectangle that changed, in which pixels
// that did not are transparent, since long rows of one value take little room.
import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { paletteOf } from './palette.mjs';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Index of the colour that lets the frame before show through; the others are those of the palette, one further. */
const transparent = 0;
const maxColours = 255;

/**
 * The frames, PNG files of one size, as one animated PNG of at most 255 colours that repeats for ever. `delayMs` is the time of each
 * frame, `lastMs` that of the last; frames that show no change lengthen the one before. Throws where sizes differ.
 */
export function animatedPng(frames, { delayMs, lastMs }) {
  const pictures = frames.map((frame) => PNG.sync.read(frame));
  const [{ width, height }] = pictures;
  const other = pictures.find((picture) => picture.width !== width || picture.height !== height);
  if (other !== undefined) {
    throw new Error(`a frame has ${other.width} × ${other.height} pixels, the first ${width} × ${height}`);
  }
  const { colours, indexOf } = paletteOf(pictures, maxColours);
  const indexed = pictures.map(({ data }) =>
    Uint8Array.from({ length: width * height }, (_, pixel) => 1 + indexOf(data, 4 * pixel)),
  );
  const shown = changedFrames(indexed, width);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a pixel, indices of colours.
  header.set([8, 3, 0, 0, 0], 8);
  const control = Buffer.alloc(8);
  control.writeUInt32BE(shown.length, 0);
  const chunks = [
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from([[0, 0, 0], ...colours].flat())),
    chunk('tRNS', Buffer.from([0])),
    chunk('acTL', control),
  ];
  let sequence = 0;
  for (const [index, { rows, area, repeats }] of shown.entries()) {
    const time = index === shown.length - 1 ? lastMs : delayMs * repeats;
    chunks.push(chunk('fcTL', frameControl(sequence++, area, time)));
    const data = deflateSync(rows, { level: 9, memLevel: 9 });
    if (index === 0) chunks.push(chunk('IDAT', data));
    else chunks.push(chunk('fdAT', Buffer.concat([inFourBytes(sequence++), data])));
  }
  return Buffer.concat([signature, ...chunks, chunk('IEND', Buffer.alloc(0))]);
}

/** Frames that differ from the one before: the area of the difference, its rows, and the count of frames that it stands for. */
function changedFrames([first, ...others], width) {
  const whole = { x: 0, y: 0, width, height: first.length / width };
  const shown = [{ rows: rowsOf(first, undefined, whole, width), area: whole, repeats: 1 }];
  let before = first;
  for (const picture of others) {
    const area = changedArea(before, picture, width);
    if (area === undefined) shown.at(-1).repeats += 1;
    else shown.push({ rows: rowsOf(picture, before, area, width), area, repeats: 1 });
    before = picture;
  }
  return shown;
}

function changedArea(before, after, width) {
  let [left, top, right, bottom] = [width, after.length / width, -1, -1];
  for (const [at, value] of after.entries()) {
    if (value === before[at]) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
  }
  return right < 0 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Rows of an area, each behind its filter, which is none: differences of indices mean nothing. */
function rowsOf(picture, before, { x, y, width, height }, stride) {
  const rows = Buffer.alloc(height * (1 + width));
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const from = (y + row) * stride + x + column;
      const isKept = before !== undefined && before[from] === picture[from];
      rows[row * (1 + width) + 1 + column] = isKept ? transparent : picture[from];
    }
  }
  return rows;
}

function frameControl(sequence, { x, y, width, height }, milliseconds) {
  const control = Buffer.alloc(26);
  for (const [index, value] of [sequence, width, height, x, y].entries()) control.writeUInt32BE(value, 4 * index);
  control.writeUInt16BE(Math.round(milliseconds), 20);
  control.writeUInt16BE(1000, 22);
  // A frame stays where it is (0), and is laid over what it covers (1), which its transparent pixels show.
  control.set([0, 1], 24);
  return control;
}

const inFourBytes = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([inFourBytes(data.length), named, inFourBytes(crc32(named))]);
}
