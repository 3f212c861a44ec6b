import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { commands } from '../../../src/cli/commands/catalogue';
import { performCommand } from '../../../src/cli/program';

const filesIn = (folder: string, pattern: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => path.posix.join(folder, name));
const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...filesIn('docs', /\.md$/),
  ...filesIn('examples', /\.(yaml|py)$/),
  'l10n/README.md',
];

interface Command {
  readonly page: string;
  readonly text: string;
}

/** Programs with which a command of the pages begins. */
const programs = /^(distillery|npm|npx|node) /;

/** Commands of the pages: code spans, lines of blocks of code, and comments of examples, each without a comment of its own. */
function commandsOf(page: string): Command[] {
  const text = readFileSync(page, 'utf8');
  const blocks = [...text.matchAll(/^```[a-z]*\n([^]*?)^```/gm)].flatMap(([, block = '']) => block.split('\n'));
  const spans = [...text.replaceAll(/^```[^]*?^```/gm, '').matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  const inner = [...text.matchAll(/\$\((distillery [^)]*)\)/g)].map(([, command = '']) => command);
  return [...blocks.flatMap((line) => line.split(' && ')), ...spans, ...inner]
    .map((line) => line.replaceAll(/\s+/g, ' ').replace(/ #.*/, '').replace(/^# /, '').trim())
    .filter((line) => programs.test(line))
    .map((line) => ({ page, text: line }));
}

const all = pages.flatMap(commandsOf);
const ofProgram = (program: string): Command[] => all.filter(({ text }) => text.startsWith(`${program} `));

/** The commands of the terminal, of which none does anything. */
const idle = commands.map((command) => ({ ...command, perform: () => Promise.resolve(0) }));

/** Words of a command of the terminal as a person types them: brackets of what may be left out, and what the shell does, are gone. */
const typed = (text: string): string[] =>
  text
    .replace(/ [>|<].*/, '')
    .replaceAll(/\[[^\]]*\]|[<>…"]|\.\.\.$/g, '')
    .split(' ')
    .slice(1)
    .filter((word) => word !== '');

/** The mistake in the words of a command; none where it is spoken of by its name alone. */
async function mistakeIn({ page, text }: Command): Promise<string[]> {
  const words = typed(text);
  const [name = ''] = words;
  if (words.length === 0 || (words.length === 1 && idle.some((command) => command.name === name))) return [];
  try {
    await performCommand(idle, words);
    return [];
  } catch (error) {
    return [`${page}: ${text}: ${String(error)}`];
  }
}

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** The sources of the program of an npm script: its file, and those of its folder. */
function sourcesOf(script: string): string {
  const [file] = /scripts\/\S+\.mjs/.exec(script) ?? [];
  if (file === undefined) return '';
  const folder = path.posix.dirname(file);
  const own = folder === 'scripts' ? file.replace(/\.mjs$/, '') : folder;
  const beside = existsSync(own) ? filesIn(own, /\.m?[jt]s$/) : [];
  return [file, ...beside].map((name) => readFileSync(name, 'utf8')).join('\n');
}

/** Whether the code of a script takes an option: it is a key of `parseArgs`, or looked for by its name. */
const takes = (code: string, option: string): boolean =>
  new RegExp(`\\b${option}['"]?: \\{|['"](?:--)?${option}\\b`).test(code);

describe('the commands of the documentation', () => {
  it('of the terminal are there, with the arguments and options that they are given', async () => {
    const ours = ofProgram('distillery');
    assert.ok(ours.length > 60, `${ours.length} commands`);
    assert.deepEqual((await Promise.all(ours.map(mistakeIn))).flat(), []);
  });

  it('of npm are scripts of package.json, whose programs know their options', () => {
    const runs = ofProgram('npm').flatMap(({ page, text }) => {
      const [, name, words = ''] = /^npm (?:run )?([a-z][\w:-]*)(?: -- (.*))?$/.exec(text) ?? [];
      return name === undefined ? [] : [{ page, text, name, words }];
    });
    assert.ok(runs.length > 60, `${runs.length} commands`);
    const wrong = runs.filter(({ name, words }) => {
      if (['ci', 'install', 'run', 'publish'].includes(name)) return false;
      const script = scripts[name];
      // Words of the command line are those of the test above.
      if (script === undefined || name === 'distillery') return script === undefined;
      const sources = sourcesOf(script);
      return [...words.matchAll(/--([a-z][\w-]*)/g)].some(([, option = '']) => !takes(sources, option));
    });
    assert.deepEqual(wrong, []);
  });

  it('of the head of a script have options that the script knows', () => {
    const heads = filesIn('scripts', /\.mjs$/).map((file) => {
      const text = readFileSync(file, 'utf8');
      const [head = ''] = /^(?:\/\/.*\n)+/.exec(text) ?? [];
      const beside = readdirSync(path.dirname(file))
        .filter((name) => name.endsWith('.mjs') && name !== path.basename(file))
        .map((name) => readFileSync(path.join(path.dirname(file), name), 'utf8'));
      const options = [...head.matchAll(/(?<=[[\s`])--([a-z][\w-]*)/g)].map(([, option = '']) => option);
      return { file, options, code: [text.slice(head.length), ...beside].join('\n') };
    });
    const used = heads.flatMap(({ file, options, code }) => options.map((option) => ({ file, option, code })));
    assert.ok(used.length > 50, `${used.length} options`);
    // An option of Node's own.
    const unknown = used.filter(({ option, code }) => option !== 'import' && !takes(code, option));
    assert.deepEqual(
      unknown.map(({ file, option }) => `${file}: --${option}`),
      [],
    );
  });

  it('of Node begin a file that is there', () => {
    const files = ofProgram('node').flatMap(({ text }) => [...text.matchAll(/[\w./-]+\.m?js\b/g)].map(String));
    assert.ok(files.length >= 5, `${files.length} files`);
    // Products of the build, and programs that a page says to write, are not there.
    const written = /^(dist|release)\/|^[\w-]+\.m?js$/;
    assert.deepEqual(
      files.filter((file) => !existsSync(file) && !written.test(file)),
      [],
    );
  });
});
