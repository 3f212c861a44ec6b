// Made from the schema of steps by `npm run docs`; not to be edited.

/** Whether a value is a step of the plainest form, in a twentieth of the time of its check: nearly all lines are such. */
export function isPlainStep(value: object): boolean {
  const it = value as Readonly<Record<string, unknown>>;
  return (
    it['type'] === 'step' &&
    typeof it['seq'] === 'number' &&
    Number.isSafeInteger(it['seq']) &&
    it['seq'] >= 1 &&
    typeof it['attempt'] === 'number' &&
    Number.isSafeInteger(it['attempt']) &&
    it['attempt'] >= 0 &&
    typeof it['at'] === 'number' &&
    it['at'] >= 0 &&
    it['at'] <= 8640000000000000 &&
    (it['phase'] === 'teacher' || it['phase'] === 'student') &&
    it['teacher'] === undefined &&
    typeof it['step'] === 'number' &&
    typeof it['epoch'] === 'number' &&
    typeof it['loss'] === 'number' &&
    typeof it['hard'] === 'number' &&
    typeof it['soft'] === 'number' &&
    typeof it['weightedHard'] === 'number' &&
    typeof it['weightedSoft'] === 'number' &&
    typeof it['temperature'] === 'number' &&
    (it['temperatureMin'] === undefined || typeof it['temperatureMin'] === 'number') &&
    (it['temperatureMax'] === undefined || typeof it['temperatureMax'] === 'number') &&
    (it['studentTemperature'] === undefined || typeof it['studentTemperature'] === 'number') &&
    (it['guarded'] === undefined || typeof it['guarded'] === 'number') &&
    (it['clipped'] === undefined || typeof it['clipped'] === 'number') &&
    (it['klAtOne'] === undefined || typeof it['klAtOne'] === 'number') &&
    (it['teacherEntropy'] === undefined || typeof it['teacherEntropy'] === 'number') &&
    it['temperatures'] === undefined &&
    typeof it['learningRate'] === 'number' &&
    typeof it['imagesPerSecond'] === 'number'
  );
}
