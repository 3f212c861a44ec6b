import type { CommandDefinition } from '../command';
import { cache } from './cache';
import { check } from './check';
import { compare } from './compare';
import { emit } from './emit';
import { exportRun } from './export';
import { importRun } from './import';
import { init } from './init';
import { list } from './list';
import { predict } from './predict';
import { preview } from './preview';
import { python } from './python';
import { report } from './report';
import { resume } from './resume';
import { run } from './run';
import { show } from './show';
import { stop } from './stop';
import { sweep } from './sweep';
import { use } from './use';
import { validate } from './validate';
import { verdict } from './verdict';

/** All commands, in the order of the help. A new one is a file beside these and a line here. */
export const commands: readonly CommandDefinition[] = [
  ...[init, run, sweep, resume, validate, preview, emit],
  ...[list, show, compare, verdict, exportRun, importRun, check],
  ...[predict, use, python],
  ...[stop, report, cache],
];
