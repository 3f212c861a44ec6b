export { seenBy } from './seen-by';
export { studentView } from './student-view';
export { teacherView } from './teacher-view';
export type { View } from './view';
