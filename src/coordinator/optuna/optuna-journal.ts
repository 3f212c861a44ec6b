import path from 'node:path';
import { runFiles, store } from '../../runs';
import type { Parameter } from '../../sweeps';
import {
  creationLine,
  endLines,
  isChange,
  isCreation,
  isStudy,
  startLine,
  studyLine,
  trialStates,
  type JournalLine,
  type OptunaTrial,
} from './optuna-lines';

/** The study that a sweep keeps in Optuna's journal. */
export interface JournalStudy {
  readonly name: string;
  readonly direction: 'max' | 'min';
  /** Settings that vary, with all values that they have so far. */
  readonly parameters: () => readonly Parameter[];
}

/** Trial as the journal has it. */
interface KnownTrial {
  /** Number of the trial in the journal. */
  readonly id: number;
  state: number;
}

const newline = 0x0a;

/** Name of the writer in each line; Optuna takes lines of other writers as they are. */
const worker = 'distillery';

/**
 * Writes the points of a sweep as trials of an Optuna study, in the format of its JournalFileBackend, so that its dashboard and
 * programs can open them. What is there is read again first: a sweep that goes on adds no trial twice, and a line that a kill has
 * torn is cut off. Lines of other writers, such as a note of the dashboard, stay.
 */
export class OptunaJournal {
  private readonly file: string;
  /** Trials by the points of the sweep. */
  private readonly trials = new Map<number, KnownTrial>();
  /** Trials by their numbers in the journal: a line names its trial by that. */
  private readonly trialsById = new Map<number, KnownTrial>();
  private created = 0;
  private hasStudy = false;
  /** Bytes of the file that were read or written. */
  private size = -1;

  constructor(
    sweepFolder: string,
    private readonly study: JournalStudy,
  ) {
    this.file = path.join(sweepFolder, runFiles.optunaJournal);
  }

  /** Writes what has changed of the points, in their order. A trial that has ended stays as it ended. */
  update(points: readonly OptunaTrial[]): void {
    if ((store.fileStatus(this.file)?.size ?? 0) !== this.size) this.read();
    const lines = this.hasStudy ? [] : [studyLine(worker, this.study.name, this.study.direction)];
    this.hasStudy = true;
    points.forEach((point, index) => lines.push(...this.linesOf(point, index)));
    if (lines.length === 0) return;
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    store.append(this.file, text);
    this.size += Buffer.byteLength(text);
  }

  private linesOf(point: OptunaTrial, index: number): object[] {
    const known = this.trials.get(index);
    const { id, state } = known ?? { id: this.created, state: trialStates.waiting };
    const lines = known === undefined ? [creationLine(worker, this.study.parameters(), point, index)] : [];
    if (known === undefined) this.created += 1;
    const isOver = state !== trialStates.waiting && state !== trialStates.running;
    const isBegun = point.state !== 'waiting' && state === trialStates.waiting;
    const isEnded = point.state !== 'waiting' && point.state !== 'running' && !isOver;
    if (isBegun) lines.push(startLine(worker, id, point));
    if (isEnded) lines.push(...endLines(worker, id, point));
    this.keep(index, { id, state: isBegun || isEnded ? trialStates[point.state] : state });
    return lines;
  }

  /** Reads the file anew up to its last whole line; what follows is cut off. */
  private read(): void {
    const bytes = store.hasFile(this.file) ? store.read(this.file) : Buffer.alloc(0);
    const end = bytes.lastIndexOf(newline) + 1;
    if (end < bytes.length) store.cut(this.file, end);
    this.created = 0;
    this.hasStudy = false;
    this.size = end;
    this.trials.clear();
    this.trialsById.clear();
    // Line by line: with a result for each epoch a journal has megabytes.
    for (let start = 0; start < end;) {
      const stop = bytes.indexOf(newline, start);
      if (stop > start) this.take(parseLine(bytes.toString('utf8', start, stop)));
      start = stop + 1;
    }
  }

  private keep(point: number, trial: KnownTrial): void {
    this.trials.set(point, trial);
    this.trialsById.set(trial.id, trial);
  }

  private take(line: JournalLine | undefined): void {
    if (line === undefined) return;
    if (isStudy(line)) this.hasStudy ||= line.study_name === this.study.name;
    if (isCreation(line)) {
      const point = line.user_attrs?.point;
      if (typeof point === 'number') {
        this.keep(point, { id: this.created, state: typeof line.state === 'number' ? line.state : 0 });
      }
      this.created += 1;
    }
    if (!isChange(line) || typeof line.state !== 'number' || typeof line.trial_id !== 'number') return;
    const trial = this.trialsById.get(line.trial_id);
    if (trial !== undefined) trial.state = line.state;
  }
}

function parseLine(text: string): JournalLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
