import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/** A file that is set aside as `<file>.1` when it reaches its bound, so that a flood of output stays bounded. */
export class BoundedLog {
  private descriptor: number;
  private length: number;

  constructor(
    private readonly file: string,
    private readonly limitBytes: number,
  ) {
    this.descriptor = openSync(file, 'a');
    this.length = fstatSync(this.descriptor).size;
  }

  append(bytes: Uint8Array): void {
    if (this.length + bytes.byteLength > this.limitBytes && this.length > 0) {
      closeSync(this.descriptor);
      renameSync(this.file, `${this.file}.1`);
      this.descriptor = openSync(this.file, 'a');
      this.length = 0;
    }
    this.length += writeSync(this.descriptor, bytes);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
