/** A number rounded to significant digits, as a person writes it and a config or an answer keeps it: 0.10000000149 to 5 is 0.1. */
export const roundToDigits = (value: number, digits: number): number => Number(value.toPrecision(digits));
