/** Texts that functions of a room gave to people, each with the function that gave it. */
export class ShownTexts {
  /** Place by text. */
  readonly found = new Map<string, string>();

  /** A function that does as the given one and keeps the texts of what it gives, and of what it throws. */
  recorded<Arguments extends unknown[], Result>(
    place: string,
    given: (...words: Arguments) => Result,
  ): (...words: Arguments) => Result {
    return (...words) => {
      const result = given(...words);
      if (result instanceof Promise)
        void result.then(
          (value: unknown) => this.keep(value, place),
          () => undefined,
        );
      else this.keep(result, place);
      return result;
    };
  }

  /** `Error` of a bundle: all messages of errors are for people. */
  errorClass(): ErrorConstructor {
    const { found } = this;
    return new Proxy(Error, {
      construct(target, words: [string?, ErrorOptions?], newTarget): Error {
        const [message] = words;
        if (typeof message === 'string' && !found.has(message)) found.set(message, 'error');
        return Reflect.construct(target, words, newTarget) as Error;
      },
    });
  }

  /** Keeps the texts of a value: a text itself, and those of the properties that people read. */
  private keep(value: unknown, place: string, key?: string): void {
    if (typeof value === 'string') {
      if (!this.found.has(value)) this.found.set(value, key === undefined ? place : `${place}, ${key}`);
    } else if (Array.isArray(value)) {
      for (const item of value) this.keep(item, place, key);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) {
        if (name === 'document' && typeof member === 'function') this.keep((member as () => unknown)(), place, name);
        else if (shown.has(name)) this.keep(member, place, name);
      }
    }
  }
}

/** Properties that people read, and those that lead to them. */
const shown = new Set(
  'problems message advice title detail markdown tooltip description hint words reason children rows found difference'.split(
    ' ',
  ),
);
