import { fileOperations, store, writeAllBytes } from '../runs';

/**
 * Log file of bounded size: it is renamed to `<file>.1` when it reaches its limit, so that a flood of output does not fill the
 * disk. A failed write, as on a full disk, must not end the run: its bytes are dropped, counted, and the count is logged with
 * the next write that succeeds.
 */
export class BoundedLog {
  private descriptor: number;
  private length: number;
  private droppedBytes = 0;

  constructor(
    private readonly file: string,
    private readonly limitBytes: number,
  ) {
    this.descriptor = store.open(file, 'append');
    this.length = fileOperations.size(this.descriptor);
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
    fileOperations.close(this.descriptor);
  }

  private write(bytes: Uint8Array): void {
    if (this.length + bytes.byteLength > this.limitBytes && this.length > 0) this.rotate();
    writeAllBytes(this.descriptor, bytes);
    this.length += bytes.byteLength;
  }

  private rotate(): void {
    const old = this.descriptor;
    store.rename(this.file, `${this.file}.1`);
    this.descriptor = store.open(this.file, 'append');
    fileOperations.close(old);
    this.length = 0;
  }
}
