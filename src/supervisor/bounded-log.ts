import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/**
 * A file that is set aside as `<file>.1` when it reaches its bound, so that a flood of output stays bounded. Output is
 * not worth a run: what cannot be written, as on a full disk, is dropped and counted, and told once there is room again.
 */
export class BoundedLog {
  private descriptor: number;
  private length: number;
  private droppedBytes = 0;

  constructor(
    private readonly file: string,
    private readonly limitBytes: number,
  ) {
    this.descriptor = openSync(file, 'a');
    this.length = fstatSync(this.descriptor).size;
  }

  append(bytes: Uint8Array): void {
    try {
      if (this.droppedBytes > 0) this.write(Buffer.from(`\n[${this.droppedBytes} bytes could not be written here]\n`));
      this.droppedBytes = 0;
      this.write(bytes);
    } catch {
      this.droppedBytes += bytes.byteLength;
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private write(bytes: Uint8Array): void {
    if (this.length + bytes.byteLength > this.limitBytes && this.length > 0) this.rotate();
    this.length += writeSync(this.descriptor, bytes);
  }

  private rotate(): void {
    const old = this.descriptor;
    renameSync(this.file, `${this.file}.1`);
    this.descriptor = openSync(this.file, 'a');
    closeSync(old);
    this.length = 0;
  }
}
