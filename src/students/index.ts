export { readStudent } from './read-student';
export { StudentFault } from './student-fault';
export { formatWaysToUse, waysToUse, type WayToUse } from './ways-to-use';
