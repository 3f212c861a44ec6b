import type { EvaluationEvent, RunEvent } from '../runs';

/** What the panel tells of a run beyond its summary, gathered from the events. */
export interface Findings {
  /** What the last event was about, and whose training it belonged to. */
  phase: 'preparing' | 'teacher' | 'teacher-evaluated' | 'student' | 'student-trained';
  studentTest?: EvaluationEvent;
  teacherTest?: EvaluationEvent;
  imagesPerSecond: number;
}

export function newFindings(): Findings {
  return { phase: 'preparing', imagesPerSecond: 0 };
}

/** Takes one event into the findings. `steps` is how many the student trains. */
export function addFinding(findings: Findings, event: RunEvent, steps: number): void {
  switch (event.type) {
    case 'started':
      findings.phase = 'preparing';
      break;
    case 'step':
      findings.phase = event.phase === 'student' && event.step >= steps && steps > 0 ? 'student-trained' : event.phase;
      findings.imagesPerSecond = event.imagesPerSecond;
      break;
    case 'evaluation':
      if (event.split !== 'test') break;
      if (event.phase === 'student') findings.studentTest = event;
      else findings.teacherTest = event;
      if (event.phase === 'teacher') findings.phase = 'teacher-evaluated';
      break;
    case 'teacher':
    case 'checkpoint':
    case 'notice':
    case 'finished':
    case 'stopped':
    case 'failed':
      break;
  }
}
