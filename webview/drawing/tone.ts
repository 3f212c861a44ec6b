/** Subject of a curve; each has one colour in all tabs. */
export type Tone = 'student' | 'teacher' | 'control' | 'temperature' | 'neutral';
