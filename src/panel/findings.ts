import type { EvaluationEvent, PreparationEvent, RunEvent } from '../runs';

/** Facts for the panel that a run's summary lacks, collected from its events. */
export interface Findings {
  /** Activity of the last event, and the training (teacher's or student's) it belongs to. */
  phase: 'preparing' | 'teacher' | 'teacher-evaluated' | 'student' | 'student-trained';
  /** Decoding of examples, while it goes on. */
  preparation?: PreparationEvent;
  studentTest?: EvaluationEvent;
  teacherTest?: EvaluationEvent;
  imagesPerSecond: number;
}

export function newFindings(): Findings {
  return { phase: 'preparing', imagesPerSecond: 0 };
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
      break;
    case 'step':
      findings.phase = event.phase === 'student' && event.step >= steps && steps > 0 ? 'student-trained' : event.phase;
      findings.imagesPerSecond = event.imagesPerSecond ?? 0;
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
