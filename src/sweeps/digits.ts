import { roundToDigits } from '../wording';

/** A number to six digits, so that a config that has it can be read. */
export const toSixDigits = (number: number): number => roundToDigits(number, 6);
