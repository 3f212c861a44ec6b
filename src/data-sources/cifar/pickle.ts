import { DataFault } from '../data-fault';
import { applyGlobal, buildObject, globalNamed, isHashable, textOf, type PickleValue } from './pickle-values';

/** The mark that lists, maps and tuples begin with on the stack. */
const mark = Symbol('mark');

type StackItem = PickleValue | typeof mark;

/** Length of a key: those of CIFAR have 20 letters. */
const maxKeyLength = 1000;

/**
 * Reads a pickle of numbers, texts, byte strings, lists, tuples, maps and NumPy arrays. Nothing is called: the few names
 * that arrays are made by are known, and any other is refused.
 * @param name the file's name for messages
 * @throws DataFault that names what the pickle would call, or the place where it cannot be read
 */
export function readPickle(content: Uint8Array, name: string): PickleValue {
  return new PickleReader(Buffer.from(content.buffer, content.byteOffset, content.byteLength), name).read();
}

/** Operations of a pickle at most, each of which may make an object: those of CIFAR have a quarter of a million. */
const maxOperations = 2_000_000;

class PickleReader {
  private at = 0;
  private readonly stack: StackItem[] = [];
  /** Bytes that were made of texts; each text is made bytes of once. */
  private made = 0;
  private readonly memo = new Map<number, PickleValue>();

  constructor(
    private readonly bytes: Buffer,
    private readonly name: string,
  ) {}

  read(): PickleValue {
    for (let count = 0; ; count += 1) {
      if (count > maxOperations) throw this.fault(`it has more than ${maxOperations} operations`);
      const place = this.at;
      const code = String.fromCharCode(this.take(1)[0] ?? 0);
      if (code === '.') return this.pop();
      if (!(this.readPlain(code) || this.readCollection(code) || this.readMemo(code) || this.readObject(code))) {
        const shown = JSON.stringify(code);
        throw this.fault(`the operation ${shown} at offset ${place} is none of numbers, texts, lists, maps and arrays`);
      }
    }
  }

  /** Numbers, texts and byte strings. */
  private readPlain(code: string): boolean {
    const { bytes } = this;
    const number = (size: number, read: (at: number) => number): number => read(this.skip(size));
    switch (code) {
      case 'N':
        return this.push(null);
      case '\x88':
      case '\x89':
        return this.push(code === '\x88');
      case 'K':
        return this.push(number(1, (at) => bytes.readUInt8(at)));
      case 'M':
        return this.push(number(2, (at) => bytes.readUInt16LE(at)));
      case 'J':
        return this.push(number(4, (at) => bytes.readInt32LE(at)));
      case 'G':
        return this.push(number(8, (at) => bytes.readDoubleBE(at)));
      case '\x8a':
        return this.push(this.long(this.length(1)));
      case 'I':
      case 'L':
        return this.push(this.decimal());
      case 'U':
      case 'C':
        return this.push(this.take(this.length(1)));
      case 'T':
      case 'B':
        return this.push(this.take(this.length(4)));
      case '\x8e':
      case '\x96':
        return this.push(this.take(this.length(8)));
      case '\x8c':
        return this.push(this.take(this.length(1)).toString('utf8'));
      case 'X':
        return this.push(this.take(this.length(4)).toString('utf8'));
      default:
        return false;
    }
  }

  private readCollection(code: string): boolean {
    switch (code) {
      case '(':
        this.stack.push(mark);
        return true;
      case ']':
      case ')':
        return this.push([]);
      case '}':
        return this.push(new Map());
      case 'l':
      case 't':
        return this.push(this.popToMark());
      case 'd':
        return this.push(this.put(new Map(), this.popToMark()));
      case 'a': {
        const item = this.pop();
        return this.append([item]);
      }
      case 'e':
        return this.append(this.popToMark());
      case 's': {
        const [value, key] = [this.pop(), this.pop()];
        return this.setItems([key, value]);
      }
      case 'u':
        return this.setItems(this.popToMark());
      case '\x85':
      case '\x86':
      case '\x87': {
        const items = Array.from({ length: code.charCodeAt(0) - 0x84 }, () => this.pop());
        return this.push(items.reverse());
      }
      default:
        return false;
    }
  }

  private readMemo(code: string): boolean {
    const top = (): PickleValue => {
      const value = this.pop();
      this.push(value);
      return value;
    };
    switch (code) {
      case '\x80':
        this.skip(1);
        return true;
      case '\x95':
        this.skip(8);
        return true;
      case 'q':
        this.memo.set(this.length(1), top());
        return true;
      case 'r':
        this.memo.set(this.length(4), top());
        return true;
      case 'p':
        this.memo.set(this.decimal(), top());
        return true;
      case '\x94':
        this.memo.set(this.memo.size, top());
        return true;
      case 'h':
        return this.push(this.remembered(this.length(1)));
      case 'j':
        return this.push(this.remembered(this.length(4)));
      case 'g':
        return this.push(this.remembered(this.decimal()));
      case '0':
        this.pop();
        return true;
      default:
        return false;
    }
  }

  /** Arrays, by the names that NumPy makes them with. */
  private readObject(code: string): boolean {
    switch (code) {
      case 'c':
        return this.push(globalNamed(this.line(), this.line(), this.name));
      case '\x93': {
        const [attribute, module] = [this.pop(), this.pop()];
        return this.push(globalNamed(textOf(module), textOf(attribute), this.name));
      }
      case 'R': {
        const [values, callee] = [this.pop(), this.pop()];
        return this.push(this.bounded(applyGlobal(callee, values, this.name)));
      }
      case 'b': {
        const [state, object] = [this.pop(), this.pop()];
        buildObject(object, state, this.name);
        return this.push(object);
      }
      default:
        return false;
    }
  }

  private append(items: readonly PickleValue[]): boolean {
    const list = this.pop();
    if (!Array.isArray(list)) throw this.fault('items are put into what is no list');
    for (const item of items) list.push(item);
    return this.push(list);
  }

  private setItems(items: readonly PickleValue[]): boolean {
    const map = this.pop();
    if (!(map instanceof Map)) throw this.fault('items are put into what is no map');
    return this.push(this.put(map, items));
  }

  private put(map: Map<string, PickleValue>, items: readonly PickleValue[]): Map<string, PickleValue> {
    for (let place = 0; place + 1 < items.length; place += 2) {
      const key = items[place];
      if (!isHashable(key)) throw this.fault('a key of a map is neither text nor number');
      if (typeof key !== 'number' && key.length > maxKeyLength) throw this.fault('a key of a map is too long');
      map.set(typeof key === 'number' ? String(key) : textOf(key), items[place + 1] ?? null);
    }
    return map;
  }

  /** A value that a known name has made: few operations could make bytes of one text again and again. */
  private bounded(value: PickleValue): PickleValue {
    if (value instanceof Uint8Array) this.made += value.length;
    if (this.made > 2 * this.bytes.length) throw this.fault('it makes more bytes than it has');
    return value;
  }

  private remembered(index: number): PickleValue {
    const value = this.memo.get(index);
    if (value === undefined) throw this.fault(`entry ${index} of the memo is not there`);
    return value;
  }

  private push(value: PickleValue): true {
    this.stack.push(value);
    return true;
  }

  private pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined || typeof value === 'symbol') throw this.fault('a value is missing');
    return value;
  }

  private popToMark(): PickleValue[] {
    const at = this.stack.lastIndexOf(mark);
    if (at < 0) throw this.fault('a collection has no beginning');
    const items = this.stack.slice(at + 1).filter((item): item is PickleValue => typeof item !== 'symbol');
    // In place: a copy of what lies below would cost the square of the pickle's length.
    this.stack.length = at;
    return items;
  }

  private skip(size: number): number {
    const start = this.at;
    if (start + size > this.bytes.length) throw this.fault(`it is cut off at offset ${start}`);
    this.at += size;
    return start;
  }

  private take(size: number): Buffer {
    const start = this.skip(size);
    return this.bytes.subarray(start, start + size);
  }

  private length(size: 1 | 4 | 8): number {
    const start = this.skip(size);
    return size === 8 ? Number(this.bytes.readBigUInt64LE(start)) : this.bytes.readUIntLE(start, size);
  }

  private long(size: number): number {
    if (size > 8) throw this.fault('a whole number is too long');
    const taken = this.take(size);
    return size === 0
      ? 0
      : Number(BigInt.asIntN(8 * size, BigInt(`0x${Buffer.from(taken).reverse().toString('hex')}`)));
  }

  private line(): string {
    const end = this.bytes.indexOf('\n', this.at);
    if (end < 0) throw this.fault(`it is cut off at offset ${this.at}`);
    const text = this.bytes.toString('latin1', this.at, end);
    this.at = end + 1;
    return text;
  }

  private decimal(): number {
    const text = this.line().replace(/L$/, '');
    if (!/^-?\d{1,15}$/.test(text)) throw this.fault(`'${text.slice(0, 20)}' is no whole number`);
    return Number(text);
  }

  private fault(reason: string): DataFault {
    return new DataFault(`${this.name}: it cannot be read as a pickle: ${reason}`, 'get the file again');
  }
}
