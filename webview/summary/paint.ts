/** Pixels of the PNG per SVG unit, for a resolution fit to print. */
const scale = 2;

/** Renders an SVG image as a PNG; empty when rendering fails. */
export async function paintPng(svg: string): Promise<Uint8Array> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  try {
    await image.decode();
  } catch {
    return new Uint8Array();
  }
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width * scale, image.height * scale];
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return blob === null ? new Uint8Array() : new Uint8Array(await blob.arrayBuffer());
}
