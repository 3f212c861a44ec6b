import { counted, defaulted, optional, time } from './fields';

/** Fields that every event has. */
export const stamps = {
  seq: counted('Number of the event in its log, from 1 without gaps. Order comes from it, never from the clock'),
  attempt: defaulted(counted('Number of the start of the run that wrote the event, from 1'), 1),
  at: optional(time('When it was written')),
};
