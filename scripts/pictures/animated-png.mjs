// An animated PNG (APNG, https://www.w3.org/TR/png-3/) of screenshots: each frame holds only the rectangle that changed.
import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * The frames, PNG files of one size, as one animated PNG that repeats for ever. `delayMs` is the time of each frame, `lastMs`
 * that of the last; frames that show no change lengthen the one before. Throws where sizes differ.
 */
export function animatedPng(frames, { delayMs, lastMs }) {
  const shown = changedFrames(frames.map((frame) => PNG.sync.read(frame)));
  const [first] = shown;
  const { width, height } = first.picture;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a channel, red, green and blue.
  header.set([8, 2, 0, 0, 0], 8);
  const control = Buffer.alloc(8);
  control.writeUInt32BE(shown.length, 0);
  const chunks = [chunk('IHDR', header), chunk('acTL', control)];
  let sequence = 0;
  for (const [index, { picture, area, repeats }] of shown.entries()) {
    const time = index === shown.length - 1 ? lastMs : delayMs * repeats;
    chunks.push(chunk('fcTL', frameControl(sequence++, area, time)));
    const data = deflateSync(rowsOf(picture, area), { level: 9 });
    if (index === 0) chunks.push(chunk('IDAT', data));
    else chunks.push(chunk('fdAT', Buffer.concat([inFourBytes(sequence++), data])));
  }
  return Buffer.concat([signature, ...chunks, chunk('IEND', Buffer.alloc(0))]);
}

/** Frames that differ from the one before, each with the area of the difference and the count of frames it stands for. */
function changedFrames(pictures) {
  const [first] = pictures;
  const shown = [{ picture: first, area: { x: 0, y: 0, width: first.width, height: first.height }, repeats: 1 }];
  for (const picture of pictures.slice(1)) {
    if (picture.width !== first.width || picture.height !== first.height) {
      throw new Error(
        `a frame has ${picture.width} × ${picture.height} pixels, the first ${first.width} × ${first.height}`,
      );
    }
    const last = shown.at(-1);
    const area = changedArea(last.picture, picture);
    if (area === undefined) last.repeats += 1;
    else shown.push({ picture, area, repeats: 1 });
  }
  return shown;
}

function changedArea(before, after) {
  const { width, height } = after;
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = 4 * (y * width + x);
      if (after.data.readUInt32BE(at) === before.data.readUInt32BE(at)) continue;
      [left, top] = [Math.min(left, x), Math.min(top, y)];
      [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
    }
  }
  return right < 0 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Rows of an area, each behind its filter: the difference from the pixel at the left, in which even surfaces are zeros. */
function rowsOf({ data, width: stride }, { x, y, width, height }) {
  const rows = Buffer.alloc(height * (1 + 3 * width));
  let to = 0;
  for (let row = 0; row < height; row += 1) {
    rows[to++] = 1;
    let before = [0, 0, 0];
    for (let column = 0; column < width; column += 1) {
      const from = 4 * ((y + row) * stride + x + column);
      const pixel = [data[from], data[from + 1], data[from + 2]];
      for (let channel = 0; channel < 3; channel += 1) rows[to++] = pixel[channel] - before[channel];
      before = pixel;
    }
  }
  return rows;
}

function frameControl(sequence, { x, y, width, height }, milliseconds) {
  const control = Buffer.alloc(26);
  for (const [index, value] of [sequence, width, height, x, y].entries()) control.writeUInt32BE(value, 4 * index);
  control.writeUInt16BE(Math.round(milliseconds), 20);
  control.writeUInt16BE(1000, 22);
  // A frame stays where it is and replaces what it covers: both bytes are 0.
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
