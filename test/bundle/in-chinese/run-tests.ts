/** A body of a test, of a hook or of a group; one that calls for mocha's context, or a callback, is left out. */
type Body = (this: unknown, done?: unknown) => unknown;

interface Group {
  readonly before: Body[];
  readonly beforeEach: Body[];
  readonly after: Body[];
  readonly afterEach: Body[];
  readonly members: (Body | Group)[];
}

const emptyGroup = (): Group => ({ before: [], beforeEach: [], after: [], afterEach: [], members: [] });

/** A context that a test asks for more time, or leaves by. */
const context = {
  timeout: () => context,
  slow: () => context,
  skip: (): never => {
    throw new Error('left out');
  },
};

/**
 * Stand-in for mocha, with which tests do what they do and their assertions count for nothing: what they look for is English, and what
 * is wanted here is all that they make the product say.
 */
export class TestRun {
  private readonly root = emptyGroup();
  private current = this.root;

  /** The functions that test files call, by mocha's names. */
  readonly functions = {
    describe: (_: string, body: Body): void => this.group(body),
    it: (_: string, body?: Body): typeof context => {
      if (body !== undefined) this.current.members.push(body);
      return context;
    },
    before: (body: Body): void => void this.current.before.push(body),
    beforeEach: (body: Body): void => void this.current.beforeEach.push(body),
    after: (body: Body): void => void this.current.after.push(body),
    afterEach: (body: Body): void => void this.current.afterEach.push(body),
  };

  /** Runs all tests that were read, one after another. Gives how many there were. */
  perform(): Promise<number> {
    return performGroup(this.root);
  }

  private group(body: Body): void {
    const around = this.current;
    const group = emptyGroup();
    around.members.push(group);
    this.current = group;
    try {
      body.call(context);
    } finally {
      this.current = around;
    }
  }
}

async function performGroup({ before, beforeEach, after, afterEach, members }: Group): Promise<number> {
  let count = 0;
  await performAll(before);
  for (const member of members) {
    if (typeof member !== 'function') count += await performGroup(member);
    else {
      await performAll([...beforeEach, member, ...afterEach]);
      count += 1;
    }
  }
  await performAll(after);
  return count;
}

async function performAll(bodies: readonly Body[]): Promise<void> {
  for (const body of bodies) {
    try {
      await body.call(context);
    } catch {
      // An assertion on English words, or on one thing of many that the test goes through.
    }
  }
}
