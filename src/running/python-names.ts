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
const makesNames =
  /\bimport\s*\*|\b(?:globals|vars|exec|eval|setattr)\s*\(|__getattr__|\b(?:sys\.modules|__dict__)\b|\bmatch\b.*:$/;

/** The names of a module, by its text. */
export function pythonNames(text: string): PythonNames {
  const callables: string[] = [];
  const all = new Set<string>();
  let isOpen = false;
  // Bodies of functions and classes that the line may be in, by their indentation.
  let closed: number | undefined;
  for (const { indent, code } of logicalLines(text)) {
    // Of a line that no person has written nothing is known.
    isOpen ||= code.length > maxLine || makesNames.test(code);
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
      if (!callables.includes(defined)) callables.push(defined);
    } else for (const name of namesOf(code)) all.add(name);
  }
  return { callables, all: isOpen ? undefined : all };
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
  const bound = [
    // Each target of `a = b, c = …`, and a name with a type.
    ...[...code.matchAll(/([^=!<>:+\-/%&|^@]+)(?::[^=]*)?=(?!=)/gu)].map(([, targets = '']) => targets),
    ...[...code.matchAll(/\bfor\s+(.+?)\s+in\b|\bas\s+([\p{L}\p{N}_(), ]+)|([\p{L}_][\p{L}\p{N}_]*)\s*:=/gu)].map(
      ([, loop = '', as = '', walrus = '']) => `${loop},${as},${walrus}`,
    ),
  ];
  return bound.flatMap((targets) => targets.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []);
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
      const trimmed = code.trimEnd();
      const indent = /^[ \t\f]*/.exec(code)?.[0].length ?? 0;
      const line = trimmed.slice(indent);
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
