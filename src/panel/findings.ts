import type { EvaluationEvent, PreparationEvent, RunEvent } from '../runs';
import { Pace } from './pace';

/** Facts for the panel that a run's summary lacks, collected from its events. */
export interface Findings {
  /** Activity of the last event, and the training (teacher's or student's) it belongs to. */
  phase: 'preparing' | 'teacher' | 'teacher-evaluated' | 'student' | 'student-trained';
  /** Decoding of examples, while it goes on. */
  preparation?: PreparationEvent;
  studentTest?: EvaluationEvent;
  teacherTest?: EvaluationEvent;
  imagesPerSecond: number;
  readonly pace: Pace;
  /** Result of the control, the same student without a teacher, once it has finished. */
  control?: { readonly accuracy: number; readonly errors: number };
}

export function newFindings(): Findings {
  return { phase: 'preparing', imagesPerSecond: 0, pace: new Pace() };
}

/** Updates the findings by one event. `steps` is the length of the student's training. */
export function addFinding(findings: Findings, event: RunEvent, steps: number): void {
  if (event.type !== 'preparation' && event.type !== 'notice') delete findings.preparation;
  switch (event.type) {
    case 'preparation':
      findings.preparation = event;
      break;
    case 'started':
      findings.phase = 'preparing';
      findings.pace.clear();
      break;
    case 'step':
      findings.phase = event.phase === 'student' && event.step >= steps && steps > 0 ? 'student-trained' : event.phase;
      findings.imagesPerSecond = event.imagesPerSecond ?? 0;
      findings.pace.add(event);
      break;
    case 'evaluation':
      if (event.split !== 'test') break;
      if (event.phase === 'student') findings.studentTest = event;
      else findings.teacherTest = event;
      if (event.phase === 'teacher') findings.phase = 'teacher-evaluated';
      break;
    case 'interpreter':
    case 'inputs':
    case 'sweep':
    case 'teacher':
    case 'preflight':
    case 'checkpoint':
    case 'guards':
    case 'notice':
    case 'finished':
    case 'stopped':
    case 'failed':
      break;
  }
}
