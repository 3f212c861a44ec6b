import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { runFiles } from '../../folder/folders';
import { redact, type PrivateWord } from '../../store/redact';
import { inputRows } from '../progress/inputs';
import { endOfFile } from '../endings/output-end';
import type { RunSummary } from './summary';

export interface ReportOptions {
  /** Versions by the name of the program, such as `Visual Studio Code` → `1.100.0`. */
  readonly versions: Readonly<Record<string, string>>;
  /** Settings by name; what holds paths is left out by the caller. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The folders of the workspace, whose paths are taken out. */
  readonly workspaces: readonly string[];
  /** The run that there is a problem with. */
  readonly run?: RunSummary;
}

const logBytes = 16 << 10;
const eventBytes = 8 << 10;

/**
 * One text about a problem, for a person to look at before it goes anywhere: versions, settings, a run's manifest, and the
 * ends of its log and of its output. Of the environment nothing is read, and the paths of the home and the workspace, the
 * temporary folder, the user's and the host's name are replaced.
 */
export function describeProblem(options: ReportOptions): string {
  const { versions, settings, run, workspaces } = options;
  const parts = [
    '# What happened\n\n(Say what you did, what you expected, and what came instead.)',
    'Look this through before you pass it on. Paths of your home and workspace, and the names of user and host, are replaced; names that you gave in a config are not.',
    section('Versions', table({ ...versions, platform: `${process.platform} ${process.arch}` })),
    section('Settings', table(settings)),
    ...(run === undefined ? [] : describeRun(run)),
  ];
  return `${redact(parts.join('\n\n'), privateWords(workspaces))}\n`;
}

function describeRun(run: RunSummary): string[] {
  const { id, status, elsewhere, copiedFrom, stopStep, ahead, progress, manifest, folder } = run;
  const { message, hint, engine, step, steps, epoch } = progress;
  const { inputs, inputChanges: changedInputs, product } = progress;
  const standing = {
    ...{ id, status, elsewhere, copiedFrom, stopStep, ahead, engine, product, step, steps, epoch, message, hint },
    ...{ inputs: inputs && Object.fromEntries(inputRows(inputs)), changedInputs },
  };
  return [
    section('Run', table(standing)),
    section('Manifest', fence(JSON.stringify(manifest ?? 'it cannot be read', null, 2), 'json')),
    section('End of the log', fence(endOfFile(folder, runFiles.events, eventBytes), 'json')),
    section('End of the output', fence(endOfFile(folder, runFiles.output, logBytes), 'text')),
  ];
}

const section = (title: string, text: string): string => `## ${title}\n\n${text}`;

function table(values: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  if (rows.length === 0) return '(none)';
  return rows
    .map(([name, value]) => `- ${name}: ${typeof value === 'string' ? onOneLine(value) : JSON.stringify(value)}`)
    .join('\n');
}

/** A value that cannot begin another list item or section. */
const onOneLine = (text: string): string => text.replaceAll(/\s*[\r\n]\s*/g, ' ');

/** A fence that is longer than any in the text, so that nothing in it ends it. */
function fence(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text.trimEnd()}\n${ticks}`;
}

function privateWords(workspaces: readonly string[]): PrivateWord[] {
  return [
    ...workspaces.map((text) => ({ text, standIn: '<workspace>' })),
    { text: homedir(), standIn: '<home>' },
    { text: tmpdir(), standIn: '<temporary>' },
    { text: userName(), standIn: '<user>' },
    { text: hostname(), standIn: '<host>' },
  ].filter(({ text }) => text !== '' && text !== '/');
}

/** Empty where the system does not know who we are, as in some containers. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
