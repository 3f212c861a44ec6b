import { open } from 'node:fs/promises';

/** The names of a Python module that stand in its text. */
export interface PythonNames {
  /** Functions and classes of its own, in their order. */
  readonly callables: readonly string[];
  /** All names that it has, imported and assigned ones too; undefined where code may make others. */
  readonly all: ReadonlySet<string> | undefined;
}

/** A file with more is not read: nobody writes models in it. */
const maxBytes = 1 << 20;
/** Characters of a line beyond which its names are not looked for. */
const maxLine = 2_000;

/** Reads the names of a Python file, by its text alone; undefined where it is too large. Throws as the file system does. */
export async function readPythonNames(file: string): Promise<PythonNames | undefined> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    return size > maxBytes ? undefined : pythonNames(await handle.readFile('utf8'));
  } finally {
    await handle.close();
  }
}

/** Code that makes names which stand nowhere. */
const makesNames = /\bimport\s?\*|\b(?:globals|vars|exec|eval|setattr)\s?\(|__getattr__|\b(?:sys\.modules|__dict__)\b/;
const isMatch = (code: string): boolean => code.endsWith(':') && /\bmatch\b/.test(code);

/** The names of a module, by its text. */
export function pythonNames(text: string): PythonNames {
  const callables = new Set<string>();
  const all = new Set<string>();
  let isOpen = false;
  // Bodies of functions and classes that the line may be in, by their indentation.
  let closed: number | undefined;
  for (const { indent, code } of logicalLines(text)) {
    // Of a line that no person has written nothing is known.
    isOpen ||= code.length > maxLine || makesNames.test(code) || isMatch(code);
    if (code.length > maxLine) continue;
    if (closed !== undefined && indent > closed) {
      for (const [, names = ''] of code.matchAll(/\bglobal\s+([\w\s,]+)/g)) add(all, names);
      continue;
    }
    closed = undefined;
    const defined = /^(?:async\s+)?(?:def|class)\s+([\p{L}_][\p{L}\p{N}_]*)/u.exec(code)?.[1];
    if (defined !== undefined) {
      closed = indent;
      all.add(defined);
      callables.add(defined);
    } else for (const name of namesOf(code)) all.add(name);
  }
  return { callables: [...callables], all: isOpen ? undefined : all };
}

function add(all: Set<string>, names: string): void {
  for (const name of names.split(',')) all.add(name.trim());
}

/** Names that a line of a module binds, but for functions and classes. */
function namesOf(code: string): string[] {
  const imported = /^(?:from\s+\S+\s+)?import\s+(.*)$/u.exec(code)?.[1];
  if (imported !== undefined) {
    return imported
      .replaceAll(/[()]/g, '')
      .split(',')
      .flatMap((part) => {
        const [name = '', as] = part.trim().split(/\s+as\s+/);
        // `import a.b` binds `a`.
        return as ?? name.split('.')[0] ?? [];
      });
  }
  const others = code.matchAll(/\bas\s+([\p{L}\p{N}_(), ]+)|(?<![\p{L}\p{N}_])([\p{L}_][\p{L}\p{N}_]*)\s?:=/gu);
  const bound = [
    ...assigned(code),
    ...loopTargets(code),
    ...[...others].map(([, as = '', walrus = '']) => `${as},${walrus}`),
  ];
  return bound.flatMap((targets) => targets.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []);
}

/** Each target of `a = b, c = …`, and of `a: type = …`. */
function assigned(code: string): string[] {
  const parts = code.split('=');
  return parts.slice(0, -1).flatMap((part, place) => {
    // `a == b` and `a += b` bind nothing that is new.
    if (parts[place + 1] === '') return [];
    const runs = part.split(/([!<>:+\-/%&|^@])/);
    const typed = runs.findIndex((run, at) => at % 2 === 0 && run !== '' && runs[at + 1] === ':');
    return runs[typed < 0 ? runs.length - 1 : typed] ?? [];
  });
}

/** Targets of `for … in`, of comprehensions too. */
function loopTargets(code: string): string[] {
  const found: string[] = [];
  let from: number | undefined;
  for (const { 0: word, index } of code.matchAll(/\b(?:for|in)\b/g)) {
    if (word === 'for') from ??= index + word.length;
    else if (from !== undefined) {
      found.push(code.slice(from, index));
      from = undefined;
    }
  }
  return found;
}

interface LogicalLine {
  readonly indent: number;
  /** Without comments, its strings empty, in one line. */
  readonly code: string;
}

/** A string with its prefix, a comment, a bracket, a line's end, or the mark that goes on in the next one. */
const token =
  /(?:\b[rbfut]{1,2})?("""|''')(?:\\[^]|(?!\1)[^])*(?:\1|$)|(?:\b[rbfut]{1,2})?(["'])(?:\\[^]|(?!\2)[^\\\n])*(?:\2|(?=\n|$))|#[^\n]*|\\\r?\n|\r?\n|[()[\]{}]/giu;

function* logicalLines(text: string): Generator<LogicalLine> {
  let [code, depth, from] = ['', 0, 0];
  const whole = `${text.replace(/^\uFEFF/, '')}\n`;
  for (const match of whole.matchAll(token)) {
    const [found] = match;
    code += whole.slice(from, match.index);
    from = match.index + found.length;
    if ('([{'.includes(found)) depth += 1;
    if (')]}'.includes(found)) depth = Math.max(0, depth - 1);
    const isEnd = /^\r?\n$/.test(found);
    if (isEnd && depth === 0) {
      const indent = /^[ \t\f]*/.exec(code)?.[0].length ?? 0;
      // One space for many: the expressions below would try each of them.
      const line = code.trim().replaceAll(/\s+/g, ' ');
      for (const part of line.length > maxLine ? [line] : statements(line))
        if (part !== '') yield { indent, code: part };
      code = '';
    } else if (isEnd || found.startsWith('\\')) code += ' ';
    else if ('()[]{}'.includes(found)) code += found;
    else if (!found.startsWith('#')) code += '""';
  }
}

/** The statements of a line: those behind `;`, and the one behind the colon of `if x: …`. */
function statements(line: string): string[] {
  const inner = /^(?:if|elif|else|try|except|finally|with|while|for)\b[^:]*:\s*(\S.*)$/.exec(line)?.[1];
  return [line, ...(inner ?? '').split(';'), ...line.split(';').slice(1)].map((part) => part.trim());
}
