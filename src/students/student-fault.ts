/** A student, or an example for it, that cannot be used; the message says which file and what to do. */
export class StudentFault extends Error {}
