const digits = 6;

/** A number to six digits, so that a config that has it can be read. */
export function toSixDigits(number: number): number {
  if (number === 0 || !Number.isFinite(number)) return number;
  const decimals = digits - 1 - Math.floor(Math.log10(Math.abs(number)));
  // A division, since negative powers of ten are not exact.
  return decimals >= 0
    ? Math.round(number * 10 ** decimals) / 10 ** decimals
    : Math.round(number / 10 ** -decimals) * 10 ** -decimals;
}
